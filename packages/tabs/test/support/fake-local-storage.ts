import { vi } from 'vitest'

/** What the tests of shared state begin with. */
export const initial = { open: false, draft: '', seen: 0 }
export const keyOf = (field: string) => `chat-transport:shared:widget:${field}`

export type FakeLocalStorage = ReturnType<typeof fakeStorage>

/** A page with a `localStorage` of its own, until `vi.unstubAllGlobals()`. */
export function stubLocalStorage(): FakeLocalStorage {
  const storage = fakeStorage()
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('window', new EventTarget())
  return storage
}

/** A `localStorage` that keeps its word, until it is told otherwise. */
export function fakeStorage() {
  const kept = new Map<string, string>()
  return {
    kept,
    isFull: false,
    isBlocked: false,
    getItem(key: string) {
      if (this.isBlocked) throw new DOMException('blocked', 'SecurityError')
      return kept.get(key) ?? null
    },
    setItem(key: string, value: string) {
      if (this.isFull || this.isBlocked) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
    removeItem(key: string) {
      if (this.isBlocked) throw new DOMException('blocked', 'SecurityError')
      kept.delete(key)
    },
    clear: () => kept.clear(),
  }
}
