import type { OwnCommand, Transcript } from '../transcript/transcript.ts'
import type { OutboxItems } from './outbox-item.ts'
import type { OutboxSaving } from './outbox-saving.ts'

export interface FailedCommandsOptions {
  readonly items: OutboxItems
  readonly saving: OutboxSaving
  readonly transcript: Pick<Transcript, 'add' | 'mark' | 'remove' | 'isSent' | 'isUnsettled'>
}

/** What has failed in an earlier page, or cannot be sent any more: shown, and saved until the visitor decides. */
export const createFailedCommands = ({ items, saving, transcript }: FailedCommandsOptions) => ({
  /** Several pages may have saved it: it is shown once, and not at all when the server has it. */
  showFailed(own: OwnCommand, error: unknown) {
    const { id } = own.command
    if (transcript.isUnsettled(id) || transcript.isSent(id)) return
    items.keepFailed(own, error)
    transcript.add(own)
    transcript.mark(id, 'failed', error)
    saving.saveLater()
  },
  /** Returns whether there was such a thing. */
  discard(id: string): boolean {
    const dropped = items.dropFailed(id)
    if (dropped) {
      transcript.remove(id)
      saving.removed(id)
    }
    return dropped
  },
})
