import { ChatError, ErrorCode } from '@chat-transport/core'
import type { TranscriptEvent } from '@chat-transport/core'
import { ChatRefusal } from '../commands/refusal.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import type { EventDraft } from './event-draft.ts'
import { eventOfCall } from './repeated-calls.ts'
import type { RepeatableCall } from './repeated-calls.ts'
import type { SessionCore } from './session-core.ts'

export type Committed<Draft extends EventDraft> = Draft & Pick<TranscriptEvent, 'index'>

/**
 * Appends an event on behalf of application code, and returns it with its index; of a repeated call, the event that it had before.
 * Rejects with a `ChatError`: 50 when the session is gone, 52 when it has ended, 100 when the store does not answer.
 */
export async function commitDraft<Draft extends EventDraft>(
  session: SessionCore,
  draft: Draft,
  call?: RepeatableCall,
): Promise<Committed<Draft>> {
  const appended = await orChatError(session.append(draft, call && { key: call.key }))
  if (appended.outcome === 'ended') throw new ChatError(ErrorCode.executionFailed, 'the chat session has ended')
  if (!('event' in appended)) throw new ChatError(ErrorCode.unknownSession, 'the chat session is gone')
  if (appended.outcome === 'repeated' && call) return eventOfCall(new CommittedEvent(appended.event).event, call)
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
