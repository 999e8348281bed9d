import { memoryStorage, type SessionStorage } from '../../src/index.ts'

/** A storage that several pages see. `tells`: each hears what another has changed. */
export function sharedStorage({ tells }: { readonly tells: boolean }): SessionStorage {
  const memory = memoryStorage()
  const listeners = new Set<() => void>()
  const changed = () => {
    if (tells) for (const listener of listeners) queueMicrotask(listener)
  }
  return {
    ...memory,
    save: (key, value) => Promise.resolve(memory.save(key, value)).then(changed),
    remove: (key) => Promise.resolve(memory.remove(key)).then(changed),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
