import { ChatError } from '../protocol/errors.ts'
import type { AttachCommand, EventAttached, EventError } from '../protocol/protocol.ts'
import type { RawEvent } from '../protocol/raw-event.ts'
import { restorationFailed } from '../protocol/restoration-failed.ts'
import { givenUp, taken, type LineOutcome } from './line-end.ts'

/** The far end's answer to an attach: accepted, or the end of the line. */
export type AttachAnswer = { readonly type: 'accepted'; readonly event: EventAttached } | LineOutcome

/** Judges one event that came before the answer; `undefined` when it is not the answer. */
export function judgeAnswer(
  { event, type, commandId, code }: RawEvent,
  attach: AttachCommand,
): AttachAnswer | undefined {
  if (type === 'EventSessionTaken') return taken()
  if (commandId !== attach.id) return undefined
  if (code !== undefined) return { type: 'refused', cause: ChatError.fromEvent(event as EventError) }
  return type === 'EventAttached' ? judgeAttached(event as EventAttached, attach) : undefined
}

function judgeAttached(event: EventAttached, attach: AttachCommand): AttachAnswer {
  const { sessionId, first, from = first, head } = event
  // A beginning behind the head would make the page deaf to what comes.
  if (typeof sessionId !== 'string' || !Number.isSafeInteger(head) || head < 0 || Math.max(first, from) > head + 1) {
    return givenUp('unable to attach: the answer is not a valid EventAttached', 'answer', event)
  }
  // An answer with another session, or with a head below the page's position, does not restore this one (T2).
  const after = positionOf(attach)
  const isOther = attach.type === 'RestoreSession' && sessionId !== attach.sessionId
  if (!isOther && head >= after) return { type: 'accepted', event }
  const found = isOther ? `another session (${sessionId})` : `${head} events of it, the page has ${after}`
  const cause = restorationFailed(new Error(`unable to restore the session: the server has ${found}`))
  return { type: 'over', cause }
}

/** The transcript position that an attach names; a start begins at 0. */
const positionOf = (attach: AttachCommand): number => ('after' in attach ? attach.after : 0)

/** Where the transcript goes on after an accepted attach: what lies before `first` is no longer kept by the server, or before `from` not sent. */
export function positionAfter(attach: AttachCommand, { first, from }: EventAttached): number {
  const starts = [first, from].map((start) => (Number.isSafeInteger(start) ? (start as number) - 1 : 0))
  return Math.max(positionOf(attach), ...starts)
}
