import type { OwnCommand, Transcript } from '../transcript/transcript.ts'
import type { createFailedCommands } from './failed-commands.ts'
import type { OutboxItem, OutboxItems } from './outbox-item.ts'
import type { OutboxSending } from './outbox-sending.ts'
import { errorOfFailure } from './saved-failure.ts'

export interface AdoptedCommandsOptions {
  readonly items: OutboxItems
  readonly failed: ReturnType<typeof createFailedCommands>
  readonly sending: OutboxSending
  readonly transcript: Pick<Transcript, 'add' | 'remove'>
  place(own: OwnCommand, adopted: boolean): OutboxItem
  fail(id: string, error: unknown): void
}

/** The commands that other pages have saved, or that this one had let go of. */
export const createAdoptedCommands = (options: AdoptedCommandsOptions) => {
  const { items, failed, sending, transcript, place, fail } = options
  return {
    adopt(own: OwnCommand) {
      if (own.failed) return failed.showFailed(own, errorOfFailure(own.failed))
      failed.discard(own.command.id)
      place(own, true)
      if (!sending.isConnected) moveOwnLast(items, transcript)
      sending.sendWaiting()
    },
    moveAdopted: items.moveAdopted,
    failAdopted(error?: unknown, kept?: readonly OwnCommand[]) {
      const isKept = (id: string) => !kept || kept.some(({ command }) => command.id === id)
      for (const { own, adopted, state } of items.all())
        if (adopted || (state !== 'saving' && !isKept(own.command.id))) fail(own.command.id, error)
      if (!error) for (const id of items.failedIds()) failed.discard(id)
    },
  }
}

/** What an earlier page has left goes first, as long as nothing of this page's own has been sent on this line. */
function moveOwnLast(items: OutboxItems, transcript: AdoptedCommandsOptions['transcript']): void {
  for (const item of items.all()) {
    if (!item.isOfThisPage) continue
    items.moveLast(item)
    transcript.remove(item.own.command.id)
    transcript.add(item.own)
  }
}
