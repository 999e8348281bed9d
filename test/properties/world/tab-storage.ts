import type { Clock, SessionStorage } from '@chat-transport/core'
import type { PageLife } from './page-life.ts'

/** How a storage behaves. `delayMs`: it is asynchronous, and each call takes this long. */
export type StorageMood = { readonly name: 'prompt' | 'throwing' } | { readonly name: 'slow'; readonly delayMs: number }

/** The storage of one tab, or of several that share it. It outlives pages. */
export interface TabStorage {
  readonly name: string
  mood: StorageMood
  readonly values: Map<string, string>
  /** A page has met an error of the storage, so that its queue may be lost with it. */
  unreliable: boolean
  /** It has been slow: two pages that start at the same time may not have seen each other's start. */
  racy: boolean
  /** A start made here that was not answered. The next start repeats it. */
  openStart: boolean
  /** Copies the storage, as the browser does when a tab is duplicated. */
  copy(name: string): TabStorage
  /** The storage as one page sees it. */
  of(life: PageLife, clock: Clock): PageStorage
}

export interface PageStorage extends SessionStorage {
  /** The number of writes in progress. They are lost with the page. */
  readonly writing: number
  /** Whether the page has met an error of the storage. */
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
