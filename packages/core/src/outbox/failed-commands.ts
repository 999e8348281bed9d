import type { OwnCommand, Transcript } from '../transcript/transcript.ts'
import type { OutboxItems } from './outbox-item.ts'
import type { OutboxSaving } from './outbox-saving.ts'

export interface FailedCommandsOptions {
  readonly items: OutboxItems
  readonly saving: OutboxSaving
  readonly transcript: Pick<Transcript, 'add' | 'mark' | 'remove'>
}

/** What has failed in an earlier page, or cannot be sent any more: shown, and saved until the visitor decides. */
export const createFailedCommands = ({ items, saving, transcript }: FailedCommandsOptions) => ({
  showFailed(own: OwnCommand, error: unknown) {
    items.keepFailed(own, error)
    transcript.add(own)
    transcript.mark(own.command.id, 'failed', error)
    saving.saveLater()
  },
  /** Returns whether there was such a thing. */
  discard(id: string): boolean {
    const dropped = items.dropFailed(id)
    if (dropped) {
      transcript.remove(id)
      saving.saveLater()
    }
    return dropped
  },
})
