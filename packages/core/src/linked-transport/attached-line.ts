import { deferred } from '../platform/deferred.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import { nameOf, readRawEvent, type RawEvent } from '../protocol/raw-event.ts'
import type { OpenLink, SendCommand } from '../transport/link.ts'
import { judgeAnswer, positionAfter } from './attach-answer.ts'
import type { LineEnd } from './line-end.ts'
import { endLineWith, startLineLife, type LineLife } from './line-life.ts'
import { watchLiveness, type Liveness } from './liveness.ts'
import type { LineContext } from './line-context.ts'
import { routeEvents } from './route-events.ts'
import { commandWriter } from './command-writer.ts'

/**
 *   opening ──answer──▶ attached ──link open──▶ linked
 *
 * Each of them ends with the line's life: lost, refused, taken, ended or closed. `held` came before the answer and is
 * delivered right after it; `write` is there when the link was open before it was answered. Once linked, the order of events
 * says when the head is reached: from then on commands are written.
 */
type Phase =
  | { readonly name: 'opening'; readonly held: RawEvent[]; readonly write?: SendCommand }
  | { readonly name: 'attached'; readonly liveness: Liveness; readonly head: number }
  | { readonly name: 'linked'; readonly liveness: Liveness }
type PhaseNamed<Name> = Extract<Phase, { readonly name: Name }>

/** Runs one link from the dial to its end: attach, catch up, deliver in order, write commands. Never rejects. */
export function runLine(openLink: OpenLink, attach: AttachCommand, context: LineContext): Promise<LineEnd> {
  const { promise, resolve } = deferred<LineEnd>()
  const life = startLineLife(context.signal, (outcome) => resolve({ ...outcome, at: line.lastHeardAt() }))
  const line = createLine(attach, context, life)
  void Promise.resolve()
    .then(() => (life.signal.aborted ? undefined : openLink(attach, line.linkLine)))
    .then(line.linkOpened)
    .catch(life.lost)
  return promise
}

function createLine(attach: AttachCommand, context: LineContext, life: LineLife) {
  const { clock, listener, logger } = context
  const { signal, giveUp } = life
  let phase: Phase = { name: 'opening', held: [] }
  /** The dial, until the attach has been answered. */
  let heardAt = clock.now()
  const lastHeardAt = () => heardAt
  const { order, deliver, route } = routeEvents(context, life, lastHeardAt)
  const openWithin = endLineWith(context, life, () => phase.name === 'opening')
  openWithin(context.openTimeoutMs)

  function received(data: unknown) {
    const raw = readRawEvent(readFrame(data))
    logger.debug(`received ${nameOf(raw)}${signal.aborted ? ': ignored, the line is over' : ''}`)
    if (signal.aborted) return
    heard('event')
    if (phase.name === 'opening') handleAttachAnswer(raw, phase)
    else route(raw)
  }
  function alive(what: 'heartbeat' | 'part' = 'heartbeat') {
    if (what === 'heartbeat') logger.debug('sign of life')
    if (!signal.aborted) heard(what)
  }
  /** Opening goes on with each event or part of one, but with no heartbeat, since that may come where no answer does. */
  function heard(what: 'event' | 'heartbeat' | 'part') {
    const { name } = phase
    if (what !== 'heartbeat' && (name === 'opening' || name === 'attached')) openWithin(openingMs(context, name))
    if (!('liveness' in phase)) return
    phase.liveness.heard()
    if (what !== 'part') heardAt = clock.now()
  }
  function handleAttachAnswer(raw: RawEvent, opening: PhaseNamed<'opening'>) {
    const answer = judgeAnswer(raw, attach)
    if (!answer) opening.held.push(raw)
    else if (answer.type === 'accepted') accept(answer.event, opening)
    else if (answer.type === 'taken') deliver(raw)
    else life.end(answer)
  }
  function accept(event: EventAttached, { held, write }: PhaseNamed<'opening'>) {
    const liveness = watchLiveness({ ...context, signal, silent: (why) => giveUp(why, 'deadline') })
    const position = positionAfter(attach, event)
    const attached = { name: 'attached', liveness, head: event.head } as const
    phase = attached
    heard('event')
    logger.info(`attached: head ${event.head}, ${Math.max(0, event.head - position)} to catch up`)
    context.answered(event)
    listener.onEvent(event)
    order.begin(position)
    for (const early of held) if (!signal.aborted) route(early)
    if (write && !signal.aborted) catchUp(attached, write)
  }
  function linkOpened(write: SendCommand | void) {
    if (signal.aborted) return
    if (typeof write !== 'function') throw new TypeError('unable to use the link: OpenLink has to return a function')
    if (phase.name === 'opening') phase = { ...phase, write }
    else if (phase.name === 'attached') catchUp(phase, write)
  }
  function catchUp({ liveness, head }: PhaseNamed<'attached'>, write: SendCommand) {
    openWithin(Infinity)
    phase = { name: 'linked', liveness }
    order.expect(head, () => {
      liveness.caughtUp()
      context.caughtUp(commandWriter({ write, liveness, life }))
    })
  }
  return { linkLine: { received, alive, lost: life.lost, signal, logger }, linkOpened, lastHeardAt }
}

/** How long a line may go on opening from now. Once answered it may be slow, and is known to be by the patience with it. */
const openingMs = ({ openTimeoutMs, silenceTimeoutMs, patience }: LineContext, phase: 'opening' | 'attached') =>
  phase === 'opening' || patience === 1 ? openTimeoutMs : silenceTimeoutMs * patience

/** Parses text as JSON. Text that is no JSON stays as it is, so that the session can raise error 151. */
function readFrame(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data // the session's guards name the problem
  }
}
