import { deferred } from '../platform/deferred.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import { nameOf, readRawEvent, type RawEvent } from '../protocol/raw-event.ts'
import type { OpenLink, SendCommand } from '../transport/link.ts'
import { judgeAnswer, positionAfter } from './attach-answer.ts'
import { givenUp, type LineEnd } from './line-end.ts'
import { endLineWith, startLineLife, type LineLife } from './line-life.ts'
import { watchLiveness, type Liveness } from './liveness.ts'
import type { LineContext } from './line-context.ts'
import { routeEvents } from './route-events.ts'
import { notOpen, writeCommand } from './write-command.ts'

/**
 *   opening ──answer──▶ attached ──link open──▶ catching-up ──head reached──▶ open
 *
 * Each of them ends with the line's life: lost, refused, taken, ended or closed. `held` came before the answer and is
 * delivered right after it; `write` is there when the link was open before it was answered.
 */
type Phase =
  | { readonly name: 'opening'; readonly held: RawEvent[]; readonly write?: SendCommand }
  | { readonly name: 'attached'; readonly liveness: Liveness; readonly head: number }
  | { readonly name: 'catching-up' | 'open'; readonly liveness: Liveness; readonly write: SendCommand }
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
  const isOver = () => life.signal.aborted
  let phase: Phase = { name: 'opening', held: [] }
  /** The dial, until the attach has been answered. */
  let heardAt = clock.now()
  const lastHeardAt = () => heardAt
  const { order, deliver, route } = routeEvents(context, life, { lastHeardAt, skipped: whenCaughtUp })
  const openWithin = endLineWith(context, life, () => phase.name === 'opening')

  function received(data: unknown) {
    const raw = readRawEvent(readFrame(data))
    logger.debug(`received ${nameOf(raw)}${isOver() ? ': ignored, the line is over' : ''}`)
    if (isOver()) return
    progressed()
    if (phase.name === 'opening') return handleAttachAnswer(raw, phase)
    heard()
    route(raw)
    whenCaughtUp()
  }
  function heard() {
    if (!('liveness' in phase)) return
    heardAt = clock.now()
    phase.liveness.heard()
  }
  /** A piece has come: of the answer, of an event, or an event. A heartbeat is none, since it may come where no answer does. */
  function progressed() {
    if (phase.name === 'opening' || phase.name === 'attached') openWithin(openingMs(context, phase.name))
    if ('liveness' in phase) phase.liveness.heard()
  }
  function handleAttachAnswer(raw: RawEvent, opening: PhaseNamed<'opening'>) {
    const answer = judgeAnswer(raw, attach)
    if (!answer) opening.held.push(raw)
    else if (answer.type === 'accepted') accept(answer.event, opening)
    else if (answer.type === 'taken') deliver(raw)
    else life.end(answer)
  }
  function accept(event: EventAttached, { held, write }: PhaseNamed<'opening'>) {
    const silent = (why: string) => life.end(givenUp(why, 'deadline'))
    const liveness = watchLiveness({ ...context, signal: life.signal, silent })
    const position = positionAfter(attach, event)
    const attached = { name: 'attached', liveness, head: event.head } as const
    phase = attached
    progressed()
    heardAt = clock.now()
    logger.info(`attached: head ${event.head}, ${Math.max(0, event.head - position)} to catch up`)
    context.answered(event)
    listener.onEvent(event)
    order.begin(position)
    for (const early of held) if (!isOver()) route(early)
    if (write && !isOver()) catchUp(attached, write)
  }
  function linkOpened(write: SendCommand | void) {
    if (isOver()) return
    if (typeof write !== 'function') throw new TypeError('unable to use the link: OpenLink has to return a function')
    if (phase.name === 'opening') phase = { ...phase, write }
    else if (phase.name === 'attached') catchUp(phase, write)
  }
  function catchUp({ liveness, head }: PhaseNamed<'attached'>, write: SendCommand) {
    openWithin(Infinity)
    phase = { name: 'catching-up', liveness, write }
    order.expect(head)
    whenCaughtUp()
  }
  function whenCaughtUp() {
    if (phase.name !== 'catching-up' || isOver() || !order.caughtUp) return
    const { liveness, write } = phase
    phase = { ...phase, name: 'open' }
    liveness.caughtUp()
    context.caughtUp((command) =>
      isOver() ? Promise.reject(notOpen()) : writeCommand(command, { write, liveness, life }),
    )
  }
  function alive(what?: 'part') {
    logger.debug('sign of life')
    if (isOver()) return
    return what ? progressed() : heard()
  }
  return { linkLine: { received, alive, lost: life.lost, signal: life.signal, logger }, linkOpened, lastHeardAt }
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
