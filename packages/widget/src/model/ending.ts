import { messageOf, type SessionEnded, textOf, type TranscriptEntry } from '@chat-transport/core'

/** How a chat ended, as far as it makes a difference to the visitor. `closed`: by the other side. */
export type EndingKind = 'left' | 'closed' | 'expired' | 'refused' | 'taken-over'

/** How the chat has ended, and what may follow. */
export interface Ending {
  readonly kind: EndingKind
  /** The server's own word, or the SDK's. */
  readonly reason: string
  /** Texts that were not delivered, oldest first. */
  readonly unsent: readonly string[]
}

const kinds: readonly string[] = ['left', 'expired', 'refused', 'taken-over'] satisfies EndingKind[]

export function endingOf({ reason }: Pick<SessionEnded, 'reason'>, entries: readonly TranscriptEntry[]): Ending {
  const kind = kinds.includes(reason) ? (reason as EndingKind) : 'closed'
  return { kind, reason, unsent: kind === 'taken-over' ? [] : unsentTexts(entries) }
}

/** What has failed, as texts: a file cannot be sent again as one. */
function unsentTexts(entries: readonly TranscriptEntry[]): string[] {
  return entries.flatMap((entry) => {
    const { command, delivery } = entry
    if (delivery !== 'failed' || command?.type !== 'SendMessage' || command.content.type === 'file') return []
    return [textOf(command.content)]
  })
}

/** Whether an ended chat has anything in it that is worth keeping. */
export function hasMessages(entries: readonly TranscriptEntry[]): boolean {
  const nobody = { id: '', name: '', type: 'client' } as const
  return entries.some((entry) => messageOf(entry, nobody) !== undefined)
}
