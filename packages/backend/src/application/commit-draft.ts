import { ChatError, ErrorCode } from '@chat-transport/core'
import { ChatRefusal } from '../commands/refusal.ts'
import type { EventDraft } from './event-draft.ts'
import type { SessionCore } from './session-core.ts'

/**
 * Appends an event on behalf of application code, and returns it with its index. Rejects with a `ChatError`: 50 when the
 * session is gone, 52 when it has ended, 100 when the store does not answer.
 */
export async function commitDraft<Draft extends EventDraft>(
  session: SessionCore,
  draft: Draft,
): Promise<Draft & { readonly index: number }> {
  const appended = await orChatError(session.append(draft))
  if (appended.outcome === 'ended') throw new ChatError(ErrorCode.executionFailed, 'the chat session has ended')
  if (!('event' in appended)) throw new ChatError(ErrorCode.unknownSession, 'the chat session is gone')
  return { ...draft, index: appended.event.index }
}

/** Turns a `ChatRefusal`, which is meant for pages, into a `ChatError` for application code. */
export async function orChatError<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result
  } catch (cause) {
    throw cause instanceof ChatRefusal ? new ChatError(cause.code, cause.description, { cause }) : cause
  }
}
