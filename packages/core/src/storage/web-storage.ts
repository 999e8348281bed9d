import { type Clock, systemClock } from '../platform/clock.ts'
import { checkOptions, environmentGuards } from '../checks/check-argument.ts'
import { isObject, milliseconds, oneOf, optional, string } from '../checks/guards.ts'
import { toJson } from '../platform/to-json.ts'
import type { SessionStorage } from './storage.ts'
import type { DatedValue } from './stored.ts'

/** Where `webStorage` keeps a chat, and for how long. */
export interface WebStorageOptions {
  /** `session`: the tab's own, gone with it. `local`: every tab's of this origin, and it stays. @default 'session' */
  readonly area?: 'session' | 'local'
  /** What the keys begin with: one for each chat of an origin. @default 'chat-transport.' */
  readonly prefix?: string
  /** What was saved longer ago is removed when it is read. A live chat is saved anew every minute. @default Infinity */
  readonly maxAgeMs?: number
  /** @default systemClock */
  readonly clock?: Clock
}

/** Keeps a session in `sessionStorage` or `localStorage`. Touches neither before it is used. */
export function webStorage(options: WebStorageOptions = {}): SessionStorage {
  checkOptions('webStorage', options, {
    area: optional(oneOf('session', 'local')),
    prefix: optional(string),
    maxAgeMs: (value, path) => (value === Infinity ? undefined : optional(milliseconds)(value, path)),
    clock: environmentGuards.clock,
  })
  const { area = 'session', prefix = 'chat-transport.', maxAgeMs = Infinity, clock = systemClock } = options
  const name = `${area}Storage` as const
  const store = () => globalThis[name]

  return {
    name,
    place: `${name} ${prefix}`,
    ...(area === 'local' && { onChange: onStorageEvent }),
    load(key) {
      const json = store().getItem(prefix + key)
      const saved = readable(() => JSON.parse(json as string))
      if (!isObject(saved)) return undefined
      if (!(clock.now() - Number(saved.savedAt) > maxAgeMs)) return saved.value
      store().removeItem(prefix + key)
      return undefined
    },
    save(key, value) {
      const dated: DatedValue = { savedAt: clock.now(), value }
      store().setItem(prefix + key, toJson(dated))
    },
    remove: (key) => store().removeItem(prefix + key),
    // One by one: the stand-ins that some pages have for a storage show no keys of their own.
    keys() {
      const keys: string[] = []
      for (let index = 0; index < store().length; index++) {
        const key = store().key(index) as string
        if (key.startsWith(prefix)) keys.push(key.slice(prefix.length))
      }
      return keys
    },
  }
}

/** Other pages of the origin. `localStorage` alone is shared with them. */
function onStorageEvent(listener: () => void): () => void {
  const scope = new AbortController()
  globalThis.window?.addEventListener?.('storage', () => listener(), { signal: scope.signal }) // There is none on a server.
  return () => scope.abort()
}

/** What `read` makes of stored content, or `undefined` if it throws: another program may have written it. */
export function readable(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined // corrupt content counts as no content
  }
}
