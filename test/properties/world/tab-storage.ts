import type { Clock, SessionStorage } from '@chat-transport/core'
import type { PageLife } from './page-life.ts'

/** How a storage behaves. `delayMs`: it is asynchronous, and takes this long for each call. */
export type StorageMood = { readonly name: 'prompt' | 'throwing' } | { readonly name: 'slow'; readonly delayMs: number }

/** What a tab (or several, when it is shared) keeps beyond the life of a page. */
export interface TabStorage {
  readonly name: string
  mood: StorageMood
  readonly values: Map<string, string>
  /** A page was told that something could not be kept: what was queued here may be lost with it. */
  unreliable: boolean
  /** It has been slow: two pages that start at one time may not have seen each other. */
  racy: boolean
  /** A start that was made here and that nothing has answered: the next start is the same one. */
  openStart: boolean
  /** As when a tab is duplicated. */
  copy(name: string): TabStorage
  /** As one page sees it. */
  of(life: PageLife, clock: Clock): PageStorage
}

export interface PageStorage extends SessionStorage {
  /** How many writes are under way: they are lost with the page. */
  readonly writing: number
  /** The page has met an error in it. */
  readonly failed: boolean
}

export function createTabStorage(name: string, values = new Map<string, string>()): TabStorage {
  let mood: StorageMood = { name: 'prompt' }
  const storage: TabStorage = {
    name,
    get mood() {
      return mood
    },
    set mood(next) {
      mood = next
      storage.racy ||= next.name === 'slow'
    },
    values,
    unreliable: false,
    racy: false,
    openStart: false,
    copy: (copyName) =>
      Object.assign(createTabStorage(copyName, new Map(values)), {
        unreliable: storage.unreliable,
        racy: storage.racy,
        openStart: storage.openStart && values.get('session')?.includes('starting') === true,
      }),
    of: (life, clock) => pageStorage(storage, life, clock),
  }
  return storage
}

function pageStorage(storage: TabStorage, life: PageLife, clock: Clock): PageStorage {
  const { values } = storage
  let writing = 0
  let failed = false

  const later = <Value>(delayMs: number, run: () => Value): Promise<Value> =>
    new Promise((resolve) => {
      clock.after(delayMs, () => life.enter(() => resolve(run())))
    })
  function access<Value>(run: () => Value): Value | Promise<Value> {
    const { mood } = storage
    if (mood.name === 'throwing') {
      storage.unreliable = failed = true
      throw new Error('the storage is blocked')
    }
    return mood.name === 'slow' ? later(mood.delayMs, run) : run()
  }
  function write(run: () => void): void | Promise<void> {
    if (life.state === 'gone') return
    const written = access(run)
    if (!written) return
    writing++
    return written.then(() => void writing--)
  }
  const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))

  return {
    get writing() {
      return writing
    },
    get failed() {
      return failed
    },
    load: (key) => access(() => parsed(values.get(key))),
    save(key, value) {
      const text = JSON.stringify(value)
      return write(() => void values.set(key, text))
    },
    remove: (key) => write(() => void values.delete(key)),
    keys: () => access(() => [...values.keys()]),
  }
}
