import { judgeAnswer } from './attach-answer.ts'
import type { Clock } from '../platform/clock.ts'
import { createEventOrder, type MissingIndex } from './event-order.ts'
import { endedBy, lostBy, type LineEnd, type LineOutcome } from './line-end.ts'
import type { LinkLine, LineSignal, OpenLink, SendCommand } from '../transport/link.ts'
import { watchLiveness, type Liveness } from './liveness.ts'
import type { NetworkStatus } from '../platform/network-status.ts'
import { createPendingCommands } from './pending-commands.ts'
import { placeOf } from '../protocol/raw-event.ts'
import type { AttachCommand, ChatCommand, EventAttached } from '../protocol/protocol.ts'
import type { TransportListener } from '../transport/transport.ts'

export interface AttachedLine {
  send(command: ChatCommand): Promise<void>
}

export interface LineContext {
  /** Told nothing any more once `signal` has aborted. */
  readonly listener: TransportListener
  /** The connection's life: aborts with why it was closed. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly openTimeoutMs: number
  readonly silenceTimeoutMs: number
  readonly missing: MissingIndex
  answered(event: EventAttached): void
  caughtUp(line: AttachedLine): void
}

/**
 *   opening ──answer──▶ attached ──link open──▶ catching-up ──head reached──▶ open ──▶ over
 *      └──────────────────┴───────────────────────┴──lost, refused, taken, ended──────┘
 *
 * `held` is what came before the answer, which goes first; `put` is there when the link was open before it was answered.
 */
type Phase =
  | { readonly name: 'opening'; readonly held: unknown[]; readonly put?: SendCommand }
  | { readonly name: 'attached'; readonly liveness: Liveness; readonly head: number }
  | { readonly name: 'catching-up' | 'open'; readonly liveness: Liveness; readonly put: SendCommand }
  | { readonly name: 'over' }
type PhaseNamed<Name> = Extract<Phase, { readonly name: Name }>

/** One link from dialing to its end: attach, catch up, settle commands, put in order. Never rejects. */
export function runLine(openLink: OpenLink, attach: AttachCommand, context: LineContext): Promise<LineEnd> {
  return new Promise((resolve) => {
    const { listener, clock, network, signal: life } = context
    const scope = new AbortController()
    const { signal } = scope
    const pending = createPendingCommands()
    const dialedAt = clock.now()
    let phase: Phase = { name: 'opening', held: [] }

    // ---- the end, and what brings it by itself ------------------------------------------------------------------------

    const isOver = () => phase.name === 'over'
    const end = (outcome: LineOutcome, reason: unknown = outcome.cause ?? 'left') => {
      if (phase.name === 'over') return
      const at = 'liveness' in phase ? phase.liveness.lastHeardAt : dialedAt
      phase = { name: 'over' }
      order.stop()
      cancelOpenTimeout()
      unsubscribe()
      life.removeEventListener('abort', onLifeOver)
      scope.abort(reason)
      resolve({ ...outcome, at }) // first, so that `reconnecting` is reported before the commands reject (T5)
      pending.rejectAll(
        new Error('the line was lost before the command was answered: its outcome is unknown', { cause: reason }),
      )
    }
    const lost = (cause: unknown) => end(lostBy(cause))

    const onLifeOver = () => end({ type: 'over' }, life.reason)
    life.addEventListener('abort', onLifeOver)
    const cancelOpenTimeout = clock.after(context.openTimeoutMs, () =>
      lost(new Error(`unable to open the line: not attached within ${context.openTimeoutMs} ms`)),
    )
    const unsubscribe = network.subscribe((change) => {
      if (change === 'pageshow-persisted')
        end(lostBy(new Error('the page was frozen: its line cannot be trusted'), true))
      else if (change === 'online' && phase.name === 'opening')
        end(lostBy(new Error('the network is back: dialing anew'), true))
    })

    // ---- what the far end says ----------------------------------------------------------------------------------------

    const order = createEventOrder({
      clock,
      missing: context.missing,
      position: () => listener.position,
      lastHeardAt: () => ('liveness' in phase ? phase.liveness.lastHeardAt : 0),
      hand,
      stuck: (index) => lost(new Error(`unable to go on: transcript event ${index} is missing`)),
      skipped: whenCaughtUp,
    })
    function received(data: unknown) {
      if (phase.name === 'over') return
      const event = parsed(data)
      if (phase.name === 'opening') return meet(event, phase)
      phase.liveness.heard()
      pass(event)
    }
    function pass(event: unknown) {
      const index = placeOf(event)
      if (index === undefined) hand(event)
      else order.take(event, index)
      whenCaughtUp()
    }
    /** Hands one event on, then lets it settle the command it answers, then sees whether it was the end. */
    function hand(event: unknown) {
      listener.onEvent(event)
      if (isOver()) return
      pending.settle(event)
      const outcome = endedBy(event)
      if (outcome) end(outcome)
    }

    // ---- from opening to open -----------------------------------------------------------------------------------------

    function meet(event: unknown, opening: PhaseNamed<'opening'>) {
      const answer = judgeAnswer(event, attach, listener.position)
      if (!answer) opening.held.push(event)
      else if (answer.type === 'accepted') accept(answer.event, opening)
      else if (answer.type === 'taken') hand(event)
      else end(answer)
    }
    function accept(event: EventAttached, { held, put }: PhaseNamed<'opening'>) {
      const { silenceTimeoutMs } = context
      const liveness = watchLiveness({ silenceTimeoutMs, clock, network, signal, silent: lost })
      const attached = { name: 'attached', liveness, head: event.head } as const
      phase = attached
      context.answered(event)
      listener.onEvent(event)
      for (const early of held) if (!isOver()) pass(early)
      if (put && !isOver()) catchUp(attached, put)
    }
    function linkOpened(put: SendCommand | void) {
      if (phase.name === 'over') return
      if (typeof put !== 'function') throw new TypeError('unable to use the link: OpenLink has to return a function')
      if (phase.name === 'opening') phase = { ...phase, put }
      else if (phase.name === 'attached') catchUp(phase, put)
    }
    function catchUp({ liveness, head }: PhaseNamed<'attached'>, put: SendCommand) {
      cancelOpenTimeout()
      phase = { name: 'catching-up', liveness, put }
      order.expect(head)
      whenCaughtUp()
    }
    function whenCaughtUp() {
      if (phase.name !== 'catching-up' || !order.caughtUp) return
      phase = { ...phase, name: 'open' }
      context.caughtUp({ send })
    }

    // ---- commands -----------------------------------------------------------------------------------------------------

    function send(command: ChatCommand): Promise<void> {
      if (phase.name !== 'open') return Promise.reject(new Error('unable to send: the line is not open'))
      const { put, liveness } = phase
      const settled = pending.add(command)
      const written = () => pending.written(command)
      try {
        const acknowledged = put(command)
        if (typeof acknowledged?.then !== 'function') written()
        else void acknowledged.then(written, lost).finally(liveness.awaiting())
      } catch (cause) {
        lost(cause)
      }
      return settled
    }

    const line: LinkLine = {
      received,
      alive: () => 'liveness' in phase && phase.liveness.heard(),
      lost,
      signal: signal as LineSignal,
    }
    Promise.resolve()
      .then(() => (isOver() ? undefined : openLink(attach, line)))
      .then(linkOpened)
      .catch(lost)
  })
}

/** Text is parsed as JSON; text that is none is handed on as it is, so that the session can raise 151. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data // no JSON: the session's guards name it
  }
}
