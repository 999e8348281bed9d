import { ChatError, type AttachCommand, type ChatTransport, type EventError } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'

const unknownSession = 50

export interface Beginning {
  readonly transport: Pick<ChatTransport, 'unsupported'>
  readonly copy: SessionCopy | undefined
  readonly pageId: string
}

/** The attach of a tab, as the browser gives it to the server: as one page (S6), from where this tab has come to. */
export function realAttach(attach: AttachCommand, { copy, pageId, transport }: Beginning): AttachCommand {
  if (attach.type === 'StartSession') return { ...attach, pageId }
  if (copy && copy.head > 0) {
    const { type, id, sessionId, secret, take } = attach
    return { type, id, sessionId, secret, take, pageId, after: copy.head }
  }
  // What comes before can be read later, or else has to come now.
  const canRead = transport.unsupported?.includes('ReadTranscript') !== true
  return { ...attach, pageId, after: canRead ? attach.after : 0 }
}

/** What the server has refused the attach with. A session that has lost events counts as unknown, as one that is gone. */
export function refusalOf(cause: Error | undefined): EventError | undefined {
  if (!ChatError.is(cause)) return undefined
  const refusal = ChatError.is(cause.cause) ? cause.cause : cause
  return refusal.event ?? { type: 'EventError', error: { code: unknownSession, description: refusal.description } }
}
