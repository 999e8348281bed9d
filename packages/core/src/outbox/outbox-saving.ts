import type { Clock } from '../platform/clock.ts'
import { inMicrotask } from '../platform/in-microtask.ts'
import type { OwnCommand } from '../transcript/transcript.ts'
import type { OutboxItem, OutboxItems } from './outbox-item.ts'

/** How long the storage may lag behind what was settled. A command that is still stored is sent again, and recognized by its id. */
const saveLagMs = 250

export interface OutboxSavingOptions {
  readonly clock: Clock
  readonly items: OutboxItems
  /** Writes the page's own queue as a whole. */
  save(commands: readonly OwnCommand[]): void | Promise<void>
}

/** When an outbox writes to storage: before a command is sent, and a moment after it is settled. */
export function createOutboxSaving({ clock, items, save }: OutboxSavingOptions) {
  /** Whether the storage lags behind. The timer looks for it: what is saved meanwhile leaves it as it is. */
  let isBehind = false
  let cancelLater: (() => void) | undefined
  /** Added in this task: written together when it ends, so that a burst is one write. */
  let batch: OutboxItem[] = []

  const saveNow = () => {
    isBehind = false
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

  const saveLater = () => {
    isBehind = true
    cancelLater ??= clock.after(saveLagMs, () => {
      cancelLater = undefined
      if (isBehind) void saveNow()
    })
  }
  let removed: (id: string) => void = saveLater

  return {
    /** Saves `item`, with all others of this task, then calls `saved` once for them. */
    saveAhead(item: OutboxItem, saved: () => void) {
      if (batch.push(item) === 1) inMicrotask(() => saveBatch(saved))
    },
    saveLater,
    /** Writes what has changed, and what should be there: another program, or a page that adopted it, may have removed it. */
    flush: (): void | Promise<void> => (isBehind || items.saved().length ? saveNow() : undefined),
    /** Writes what has changed. */
    flushChanged: (): void | Promise<void> => (isBehind || batch.length ? saveNow() : undefined),
    /** A failed command was discarded. */
    removed: (id: string) => removed(id),
    /** From here on the queue is no longer this page's own: `removeSaved` takes single commands out of what is stored. */
    release: (removeSaved: (id: string) => void) => void (removed = removeSaved),
    /** Writes the queue a last time. */
    stop() {
      void this.flushChanged()
      cancelLater?.()
      cancelLater = undefined
      batch = []
    },
  }
}
export type OutboxSaving = ReturnType<typeof createOutboxSaving>
