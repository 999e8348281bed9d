import { isUndecided, restorationFailed } from './attach-refusal.ts'
import type { Clock } from './clock.ts'
import { ChatError } from './errors.ts'
import { createEventOrder, type MissingIndex } from './event-order.ts'
import type { Line, LineSignal, OpenLink, SendCommand } from './link.ts'
import { watchLiveness, type Liveness } from './liveness.ts'
import type { NetworkStatus } from './network-status.ts'
import { createPendingCommands, isErrorEvent } from './pending-commands.ts'
import { isTranscriptCommand, type AttachCommand, type ChatCommand, type EventAttached } from './protocol.ts'
import { describe } from './shapes.ts'
import type { TransportListener } from './transport.ts'

/** Why a line is over. `at` is its last proof of life, epoch milliseconds. */
export type LineEnd = { readonly at: number } & (
  | { readonly type: 'lost'; readonly cause: Error; readonly redialAtOnce: boolean }
  /** The attach was refused. */
  | { readonly type: 'refused'; readonly cause: ChatError }
  /** Another page holds the session. */
  | { readonly type: 'taken'; readonly cause: DOMException }
  /** The session's end, this side's `close()`, or, with 152 as the cause, a server that has lost the session's past (T2). */
  | { readonly type: 'over'; readonly cause?: Error }
)

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
 * `held` is what came before the answer, which goes first.
 */
type Phase =
  | { readonly name: 'opening'; readonly held: unknown[] }
  | { readonly name: 'attached'; readonly liveness: Liveness; readonly head: number }
  | { readonly name: 'catching-up' | 'open'; readonly liveness: Liveness; readonly put: SendCommand }
  | { readonly name: 'over' }

/** One link from dialing to its end: attach, catch up, settle commands, put in order. Never rejects. */
export function runLine(openLink: OpenLink, attach: AttachCommand, context: LineContext): Promise<LineEnd> {
  return new Promise((resolve) => {
    const { listener, clock, network, signal: life } = context
    const scope = new AbortController()
    const { signal } = scope
    const pending = createPendingCommands()
    let phase: Phase = { name: 'opening', held: [] }
    let put: SendCommand | undefined
    const dialedAt = clock.now()

    const end = (outcome: LineOutcome, reason: unknown) => {
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
    const lost = (thrown: unknown, redialAtOnce = false) => {
      const why = typeof thrown === 'string' ? thrown : describe(thrown)
      const cause = thrown instanceof Error ? thrown : new Error(`unable to keep the line: ${why}`, { cause: thrown })
      end({ type: 'lost', cause, redialAtOnce }, cause)
    }
    const onLifeOver = () => end({ type: 'over' }, life.reason)

    const order = createEventOrder({
      clock,
      missing: context.missing,
      position: () => listener.position,
      hand,
      stuck: (index) => lost(new Error(`unable to go on: transcript event ${index} is missing`)),
      skipped: whenCaughtUp,
    })
    const cancelOpenTimeout = clock.after(context.openTimeoutMs, () =>
      lost(new Error(`unable to open the line: not attached within ${context.openTimeoutMs} ms`)),
    )
    const unsubscribe = network.subscribe((change) => {
      if (change === 'pageshow-persisted') lost(new Error('the page was frozen: its line cannot be trusted'), true)
      else if (change === 'online' && phase.name === 'opening')
        lost(new Error('the network is back: dialing anew'), true)
    })

    /** Hands one event on, then lets it settle the command it answers, then sees whether it was the end. */
    function hand(event: unknown) {
      listener.onEvent(event)
      if (phase.name === 'over' || typeof event !== 'object' || event === null) return
      pending.settle(event)
      const { type, commandId } = event as { type?: unknown; commandId?: unknown }
      if (type === 'EventSessionEnded') end({ type: 'over' }, 'left')
      else if (type === 'EventSessionTaken') {
        const cause = new DOMException('unable to attach: another page holds this session', 'InvalidStateError')
        end({ type: 'taken', cause }, cause)
      } else if (isErrorEvent(event) && typeof commandId === 'string' && isUndecided(event.error.code))
        lost(ChatError.fromEvent(event))
    }
    function pass(event: unknown) {
      const index = (event as { index?: unknown } | null)?.index
      if (Number.isSafeInteger(index) && (index as number) > 0) order.take(event, index as number)
      else hand(event)
      whenCaughtUp()
    }
    function answer(event: object) {
      const { type, commandId } = event as { type?: unknown; commandId?: unknown }
      if (type === 'EventSessionTaken') return hand(event)
      if (commandId !== attach.id) return false
      if (isErrorEvent(event)) {
        const cause = ChatError.fromEvent(event)
        return end({ type: 'refused', cause }, cause)
      }
      if (type === 'EventAttached') return accept(event as EventAttached)
      return false
    }
    function accept(event: EventAttached) {
      const { sessionId, head } = event
      if (typeof sessionId !== 'string' || !Number.isSafeInteger(head) || head < 0)
        return lost(new Error('unable to attach: the answer is no valid EventAttached', { cause: event }))
      const cause = whyForgotten(event)
      if (cause) return end({ type: 'over', cause }, cause)
      const held = phase.name === 'opening' ? phase.held : []
      const { silenceTimeoutMs } = context
      const liveness = watchLiveness({ silenceTimeoutMs, clock, network, signal, silent: lost })
      phase = { name: 'attached', liveness, head }
      context.answered(event)
      listener.onEvent(event)
      for (const early of held) if (!isOver()) pass(early)
      whenLinkOpen()
    }
    /** An answer with another session, or with a head below the listener's position, is no answer for this one. */
    function whyForgotten({ sessionId, head }: EventAttached): ChatError | undefined {
      const { position } = listener
      const isOther = attach.type === 'RestoreSession' && sessionId !== attach.sessionId
      if (!isOther && head >= position) return undefined
      const found = isOther ? `another session (${sessionId})` : `${head} events of it, the page has ${position}`
      return restorationFailed(new Error(`unable to restore the session: the server has ${found}`))
    }
    const isOver = () => phase.name === 'over'

    function received(data: unknown) {
      if (phase.name === 'over') return
      const event = parsed(data)
      if (phase.name !== 'opening') {
        phase.liveness.heard()
        pass(event)
      } else if (typeof event !== 'object' || event === null || answer(event) === false) phase.held.push(event)
    }
    function whenLinkOpen() {
      if (phase.name !== 'attached' || !put) return
      cancelOpenTimeout()
      const { liveness, head } = phase
      phase = { name: 'catching-up', liveness, put }
      order.expect(head)
      whenCaughtUp()
    }
    function whenCaughtUp() {
      if (phase.name !== 'catching-up' || !order.caughtUp) return
      phase = { ...phase, name: 'open' }
      context.caughtUp({ send })
    }
    function send(command: ChatCommand): Promise<void> {
      if (phase.name !== 'open') return Promise.reject(new Error('unable to send: the line is not open'))
      const { put, liveness } = phase
      const settled = pending.add(command)
      const written = () => isTranscriptCommand(command) || pending.written(command)
      try {
        const acknowledged = put(command)
        if (typeof acknowledged?.then !== 'function') written()
        else void acknowledged.then(written, lost).finally(liveness.awaiting())
      } catch (cause) {
        lost(cause)
      }
      return settled
    }

    life.addEventListener('abort', onLifeOver)
    const line: Line = {
      received,
      alive: () => 'liveness' in phase && phase.liveness.heard(),
      lost: (cause) => lost(cause),
      signal: signal as LineSignal,
    }
    Promise.resolve()
      .then(() => (life.aborted ? onLifeOver() : openLink(attach, line)))
      .then((opened) => {
        if (phase.name === 'over') return
        if (typeof opened !== 'function')
          throw new TypeError('unable to use the link: OpenLink has to return a function')
        put = opened
        whenLinkOpen()
      })
      .catch(lost)
  })
}

type LineOutcome = LineEnd extends infer End ? (End extends LineEnd ? Omit<End, 'at'> : never) : never

/** Text is parsed as JSON; text that is none is handed on as it is, so that the session can raise 151. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data // no JSON: the session's guards name it
  }
}
