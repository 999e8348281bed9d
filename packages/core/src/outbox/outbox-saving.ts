import type { Clock } from '../platform/clock.ts'
import type { OwnCommand } from '../transcript/transcript.ts'
import type { OutboxItem, OutboxItems } from './outbox-item.ts'

/** How long a removal from storage may lag. A command that is still stored is sent again, and recognized by its id. */
const removalLagMs = 250

export interface OutboxSavingOptions {
  readonly clock: Clock
  readonly items: OutboxItems
  /** Writes the page's own queue as a whole. */
  save(commands: readonly OwnCommand[]): void | Promise<void>
}

/** When an outbox writes to storage: before a command is sent, and a moment after it is settled. */
export function createOutboxSaving({ clock, items, save }: OutboxSavingOptions) {
  let cancelRemoval: (() => void) | undefined
  /** Added in this task: written together when it ends, so that a burst is one write. */
  let batch: OutboxItem[] = []

  const saveNow = () => {
    cancelRemoval?.()
    cancelRemoval = undefined
    return save(items.saved())
  }
  const saveBatch = (saved: () => void) => {
    const saving = batch
    batch = []
    if (!saving.length) return
    const done = () => {
      for (const item of saving) item.state = 'queued'
      saved()
    }
    const written = saveNow()
    if (written) void written.then(done)
    else done()
  }

  return {
    /** Saves `item`, with all others of this task, then calls `saved` once for them. */
    saveAhead(item: OutboxItem, saved: () => void) {
      if (batch.push(item) === 1) queueMicrotask(() => saveBatch(saved))
    },
    removeLater() {
      cancelRemoval ??= clock.after(removalLagMs, () => void saveNow())
    },
    /** Writes what has changed, if something waits to be written. */
    flush: (): void | Promise<void> => (cancelRemoval || batch.length ? saveNow() : undefined),
    /** Writes the queue a last time. Also what was saved before: a page that adopted it may have removed it meanwhile. */
    stop() {
      if (cancelRemoval || items.saved().length) void saveNow()
      batch = []
    },
  }
}
export type OutboxSaving = ReturnType<typeof createOutboxSaving>
