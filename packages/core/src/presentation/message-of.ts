import type { MessageContent } from '../protocol/message-content.ts'
import type { Party } from '../protocol/protocol.ts'
import type { TranscriptEntry } from '../transcript/transcript-entry.ts'

/** What an entry of the transcript says, wherever it comes from. */
export interface ShownMessage {
  readonly party: Party
  readonly content: MessageContent
  /** It is still being said, or is a file on its way: what is here may grow. */
  readonly growing: boolean
}

/**
 * The message that an entry shows: the server's event, until that has come what the visitor sent, or what there is of a message that
 * is still being said. `undefined` for an entry that is no message. `visitor`: the session's `party`.
 */
export function messageOf(entry: TranscriptEntry, visitor: Party): ShownMessage | undefined {
  const { event, part, command, delivery } = entry
  if (event)
    return event.type === 'EventMessage' ? { party: event.party, content: event.content, growing: false } : undefined
  if (part) return { party: part.party, content: { type: 'text', text: part.text, format: 'markdown' }, growing: true }
  if (command?.type !== 'SendMessage') return undefined
  return { party: visitor, content: command.content, growing: delivery === 'uploading' }
}
