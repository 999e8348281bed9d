import { type Clock, systemClock } from '../platform/clock.ts'
import { checkOptions, environmentGuards } from '../checks/check-argument.ts'
import { isObject, milliseconds, oneOf, optional, string } from '../checks/guards.ts'
import type { SessionStorage } from './storage.ts'

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
  const store = () => (area === 'local' ? localStorage : sessionStorage)

  return {
    name: area === 'local' ? 'localStorage' : 'sessionStorage',
    load(key) {
      const saved = parse(store().getItem(prefix + key))
      if (isObject(saved) && clock.now() - Number(saved.savedAt) <= maxAgeMs) return saved.value
      store().removeItem(prefix + key)
      return undefined
    },
    save: (key, value) => store().setItem(prefix + key, JSON.stringify({ savedAt: clock.now(), value })),
    remove: (key) => store().removeItem(prefix + key),
    keys: () =>
      Object.keys(store())
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  }
}

/** The value of a JSON text, or `undefined` if it is not JSON: another program may have written it. */
export function parse(json: string | null | undefined): unknown {
  try {
    return json ? JSON.parse(json) : undefined
  } catch {
    return undefined // corrupt content counts as no content
  }
}
