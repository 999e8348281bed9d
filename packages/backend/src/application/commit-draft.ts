import { ChatError, ErrorCode } from '@chat-transport/core'
import type { LiveSession } from '../session/live-session.ts'
import { ChatRefusal } from '../commands/refusal.ts'
import type { EventDraft } from '../store/session-store.ts'

/**
 * Appends an event on behalf of application code, and gives it back with its place. Rejects with a `ChatError`: 50 when the
 * session is gone, 52 when it has ended, 100 when the store does not answer.
 */
export async function commitDraft<Draft extends EventDraft>(
  session: LiveSession,
  draft: Draft,
): Promise<Draft & { readonly index: number }> {
  const appended = await orChatError(session.append(undefined, draft))
  if (appended.outcome === 'unknown') throw new ChatError(ErrorCode.unknownSession, 'the chat session is gone')
  if (appended.outcome === 'ended') throw new ChatError(ErrorCode.executionFailed, 'the chat session has ended')
  return { ...draft, index: appended.event.index }
}

/** Refusals are for pages; application code gets the error of the reference. */
export async function orChatError<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result
  } catch (cause) {
    throw cause instanceof ChatRefusal ? new ChatError(cause.code, cause.description, { cause }) : cause
  }
}
