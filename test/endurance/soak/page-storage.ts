import type { SessionStorage } from '@chat-transport/core'

/** A visitor's storage as one page has it. */
export interface PageStorage extends SessionStorage {
  /** The page is gone. What of it still runs here, as nothing of a real one would, writes nothing that others could read. */
  cutOff(): void
}

export function pageStorage(storage: SessionStorage): PageStorage {
  let life: 'here' | 'gone' = 'here'
  return {
    load: (key) => storage.load(key),
    keys: () => storage.keys(),
    save: (key, value) => (life === 'here' ? storage.save(key, value) : undefined),
    remove: (key) => (life === 'here' ? storage.remove(key) : undefined),
    cutOff: () => void (life = 'gone'),
  }
}
