import { ChatError, ErrorCode } from '@chat-transport/core'
import type { EventMessage } from '@chat-transport/core'
import { commitDraft } from './commit-draft.ts'
import type { Draft } from './draft.ts'
import type { RepeatableCall } from './repeated-calls.ts'
import type { SessionCore } from './session-core.ts'
import type { TextStream } from './text-stream.ts'

export interface StreamedMessage {
  readonly draft: Draft
  readonly stream: TextStream
  /** What makes it known when it is said again. */
  readonly call: RepeatableCall | undefined
}

/** How a draft has ended. `cause`: what its caller is told, although what there was of it is said. */
type DraftEnd = { readonly isCut: false } | { readonly isCut: true; readonly cause?: unknown }

/**
 * Says what a stream gives, as it comes. Resolves with the message, which is `cut` if the draft was. If the stream fails, or is too
 * long, it rejects once what there was has been said.
 */
export async function streamMessage(
  session: SessionCore,
  { draft, stream, call }: StreamedMessage,
): Promise<EventMessage> {
  try {
    const end = await readInto(draft, stream)
    draft.over()
    const event = draft.text === '' ? undefined : await commitDraft(session, messageOf(session, draft, end), call)
    if ('cause' in end) throw end.cause
    if (!event) throw nothingSaid(end)
    return event
  } finally {
    session.drafts.remove(draft.id)
  }
}

async function readInto(draft: Draft, stream: TextStream): Promise<DraftEnd> {
  try {
    for (;;) {
      const piece = await stream.next(draft.signal)
      if (piece === 'cut') return { isCut: true }
      const fits = piece ? draft.append(piece.text) : draft.end()
      if (!fits) return { isCut: true, cause: tooLong() }
      if (!piece) return { isCut: false }
    }
  } catch (cause) {
    return { isCut: true, cause }
  }
}

const messageOf = ({ clock }: SessionCore, { id, party, text }: Draft, { isCut }: DraftEnd) =>
  ({
    type: 'EventMessage',
    party,
    content: { type: 'text', text },
    draft: id,
    ...(isCut && { cut: true as const }),
    at: clock.now(),
  }) as const

const tooLong = () =>
  new ChatError(
    ErrorCode.executionFailed,
    'unable to say all of the stream: it is larger than limits.maxMessageBytes, and was cut there',
  )

const nothingSaid = ({ isCut }: DraftEnd) =>
  new ChatError(
    ErrorCode.executionFailed,
    `unable to say the stream: ${isCut ? 'the agent has left, or the session is over, before it gave any text' : 'it gave no text'}`,
  )
