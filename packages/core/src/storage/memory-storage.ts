import { toJson } from '../platform/to-json.ts'
import type { SessionStorage } from './storage.ts'

/** Keeps a session for as long as the page lives, or as this object does: for tests, and for Node. */
export function memoryStorage(): SessionStorage {
  const values = new Map<string, string>()
  return {
    name: 'memory',
    load(key) {
      const json = values.get(key)
      return json === undefined ? undefined : JSON.parse(json)
    },
    save: (key, value) => void values.set(key, toJson(value)),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  }
}
