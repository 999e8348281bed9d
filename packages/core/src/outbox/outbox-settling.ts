import type { Logger } from '../platform/logger.ts'
import type { Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import type { OutboxItem, OutboxItems } from './outbox-item.ts'
import type { OutboxSaving } from './outbox-saving.ts'
import type { OutboxSending } from './outbox-sending.ts'

export interface OutboxSettlingOptions {
  readonly logger: Logger
  readonly items: OutboxItems
  readonly saving: OutboxSaving
  readonly sending: OutboxSending
  readonly transcript: Pick<Transcript, 'mark'>
  onSettled(commandId: string): void
}

/** How a command leaves the outbox: accepted or failed. Events alone tell. */
export function createOutboxSettling(options: OutboxSettlingOptions) {
  const { logger, items, saving, sending, transcript, onSettled } = options
  const settle = (id: string, conclude: (item: OutboxItem) => void) => {
    const item = items.get(id)
    if (!item) return
    items.remove(id)
    sending.remove(item)
    if (!item.adopted) saving.removeLater()
    conclude(item)
    onSettled(id)
    sending.sendWaiting()
  }
  const onAccepted = (id: string, entry: TranscriptEntry) =>
    settle(id, ({ settled }) => {
      logger.debug(`accepted ${id} at ${entry.index}`)
      settled.resolve(entry)
    })

  return {
    onAccepted,
    acceptedUnread(id: string) {
      const entry = items.get(id) && transcript.mark(id, 'sent')
      if (entry) onAccepted(id, entry)
    },
    fail: (id: string, error: unknown) =>
      settle(id, ({ settled }) => {
        transcript.mark(id, 'failed', error)
        settled.reject(error)
      }),
  }
}
