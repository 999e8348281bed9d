import { isErrorEvent } from '../protocol/error-event.ts'
import { ChatError } from '../protocol/errors.ts'
import { lostBy, taken, type LineOutcome } from './line-end.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import { restorationFailed } from '../protocol/restoration-failed.ts'

/** What the far end says to an attach: come in, or the end of the line. */
export type AttachAnswer = { readonly type: 'accepted'; readonly event: EventAttached } | LineOutcome

/** Judges one event that came before the answer; `undefined` when it is no answer. `position` is what the page has. */
export function judgeAnswer(event: unknown, attach: AttachCommand, position: number): AttachAnswer | undefined {
  const { type, commandId } = (event ?? {}) as { type?: unknown; commandId?: unknown }
  if (type === 'EventSessionTaken') return taken()
  if (commandId !== attach.id) return undefined
  if (isErrorEvent(event)) return { type: 'refused', cause: ChatError.fromEvent(event) }
  return type === 'EventAttached' ? judgeAttached(event as EventAttached, attach, position) : undefined
}

function judgeAttached(event: EventAttached, attach: AttachCommand, position: number): AttachAnswer {
  const { sessionId, head } = event
  if (typeof sessionId !== 'string' || !Number.isSafeInteger(head) || head < 0)
    return lostBy(new Error('unable to attach: the answer is no valid EventAttached', { cause: event }))
  // An answer with another session, or with a head below the page's position, is no answer for this one (T2).
  const isOther = attach.type === 'RestoreSession' && sessionId !== attach.sessionId
  if (!isOther && head >= position) return { type: 'accepted', event }
  const found = isOther ? `another session (${sessionId})` : `${head} events of it, the page has ${position}`
  const cause = restorationFailed(new Error(`unable to restore the session: the server has ${found}`))
  return { type: 'over', cause }
}
