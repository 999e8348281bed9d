import type { Logger } from '../platform/logger.ts'
import type { ChatError } from '../protocol/errors.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'
import type { Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import type { OutboxItem, OutboxItems } from './outbox-item.ts'
import type { OutboxSaving } from './outbox-saving.ts'
import type { OutboxSending } from './outbox-sending.ts'

export interface OutboxSettlingOptions {
  readonly items: OutboxItems
  readonly saving: OutboxSaving
  readonly sending: OutboxSending
  readonly transcript: Pick<Transcript, 'mark'>
  readonly logger: Logger
  onSettled(commandId: string): void
}

/** How a command leaves the outbox: accepted or failed. Events alone tell. */
export function createOutboxSettling(options: OutboxSettlingOptions) {
  const { items, saving, sending, transcript, logger, onSettled } = options
  /** Takes a command out. What has failed under this id the server has after all. */
  const take = (id: string): OutboxItem | undefined => {
    const item = items.get(id)
    if (item) {
      items.remove(id)
      sending.remove(item)
    }
    if (item ?? items.dropFailed(id)) saving.saveLater()
    return item
  }
  const settled = (id: string) => {
    onSettled(id)
    sending.sendWaiting()
  }
  const onAccepted = (id: string, entry: TranscriptEntry) => {
    const item = take(id)
    if (!item) return
    logger.debug(`accepted ${id} at ${entry.index}`)
    item.settled.resolve(entry)
    settled(id)
  }

  const acceptedUnread = (id: string) => {
    const entry = items.get(id) && transcript.mark(id, 'sent')
    if (entry) onAccepted(id, entry)
  }
  const fail = (id: string, error: unknown) => {
    const item = take(id)
    if (!item) return
    items.keepFailed(item.own, error)
    if (item.adopted) void saving.flush() // Before the key that it came from goes.
    transcript.mark(id, 'failed', error)
    item.settled.reject(error)
    settled(id)
  }

  return {
    onAccepted,
    acceptedUnread,
    fail,
    refused(id: string, error: ChatError) {
      const item = items.get(id)
      logger.info(`refused ${error.code}: ${item?.own.command.type ?? 'a command'} ${id}`)
      if (!isInconclusive(error.code)) fail(id, error)
      else if (item) item.state = 'inconclusive'
    },
    leaveSucceeded() {
      const leave = items.leave()
      if (leave) acceptedUnread(leave.own.command.id)
    },
  }
}
