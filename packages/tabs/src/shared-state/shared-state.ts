import { sharedSource } from '@chat-transport/core'
import { checkedSharedStateSettings, type SharedStateOptions } from './shared-state-options.ts'
import { StoredFields } from './stored-fields.ts'
import { watchOtherTabs } from './watch-other-tabs.ts'

/** A few named JSON values that all tabs of a site see. Its functions need no `this`. */
export interface SharedState<State extends object> {
  /** What `get()` returns on a server, in a page that has nothing stored, and after `clear()`. */
  readonly initial: Readonly<State>
  /** The values: the same object until one of them changes. */
  get(): Readonly<State>
  /**
   * Sets some of the values, here and in every tab; of two tabs that set the same one, the last counts. Throws a `TypeError` for a
   * field without an initial value, and for a value of another kind than the initial one; a `RangeError` for one that is longer than
   * 16,384 characters as JSON. Then nothing is set.
   */
  set(changes: Partial<State>): void
  /**
   * Calls `handler` after each change, whichever tab has made it. Returns what removes it. Fits `useSyncExternalStore`, with `get`
   * and `initial`. Nothing is listened to while there is no handler.
   */
  subscribe(handler: () => void): () => void
  /** Removes what is stored, for every tab: for when the visitor signs out. */
  clear(): void
}

/** What reads anew, of each state of this page that has handlers: the browser tells a page only of what other tabs have changed. */
const readersOfPage = new Set<() => void>()

/**
 * Values that all tabs of a site share, such as whether a widget's window is open: `sharedState('widget', { open: false })`. They
 * are kept in `localStorage` and outlive the page. What is stored and is not of the kind of the initial value counts as missing.
 * Where the storage is blocked or full they are this page's alone, and the logger is told once. On a server they stay as they
 * are. Throws a `TypeError` or `RangeError` that names a bad argument.
 */
export function sharedState<State extends object>(
  name: string,
  initial: State,
  options: SharedStateOptions = {},
): SharedState<State> {
  const settings = checkedSharedStateSettings(name, initial, options)
  const fields = new StoredFields(name, initial, settings)
  const takeSnapshot = () => fields.snapshot() as Readonly<State>
  const first = takeSnapshot()
  let snapshot = first
  let tell: (() => void) | undefined

  const changed = () => {
    snapshot = takeSnapshot()
    tell?.()
  }
  const read = () => {
    if (fields.read()) changed()
  }
  const changeBy = (change: () => boolean) => {
    if (!tell) read()
    if (change()) changed()
    for (const readOther of [...readersOfPage]) if (readOther !== read) readOther()
  }

  return {
    initial: first,
    get() {
      if (!tell) read()
      return snapshot
    },
    set: (changes) => changeBy(() => fields.write(changes)),
    clear: () => changeBy(() => fields.remove()),
    subscribe: sharedSource<void>((tellHandlers) => {
      read() // before there is somebody to tell
      tell = tellHandlers
      readersOfPage.add(read)
      const stopWatching = watchOtherTabs(settings.network, (key) => fields.owns(key) && read())
      return () => {
        tell = undefined
        readersOfPage.delete(read)
        stopWatching()
      }
    }),
  }
}
