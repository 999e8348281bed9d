import { checkOptions } from '../checks/check-argument.ts'
import { guard, oneOf, optional, positive } from '../checks/guards.ts'
import { toJson } from '../platform/to-json.ts'
import { isSessionKey } from './storage-keys.ts'
import type { SessionStorage } from './storage.ts'
import { readable, webStorage } from './web-storage.ts'

/** How `cookieStorage` calls its cookie, who gets it, and for how long it is kept. */
export interface CookieStorageOptions {
  /** What the cookie's name begins with; over https `__Host-` goes before it. @default 'chat-transport' */
  readonly name?: string
  /** @default 'strict' */
  readonly sameSite?: 'strict' | 'lax' | 'none'
  /** How long the cookie lives after the session was last alive, in whole seconds rounded up; without it, until the browser is closed. */
  readonly maxAgeMs?: number
}

/**
 * Keeps the session in a cookie, which all tabs of the host share, and what is queued in `sessionStorage`: a queue is too
 * large to travel with every request. Only in a `__Host-` cookie, which no neighbouring host can plant, and on a developer's
 * own machine, where there is no https, in a plain one. Throws at any other page over http, and when there are two cookies of
 * one name: somebody else has set one of them, and nothing tells which.
 */
export function cookieStorage(options: CookieStorageOptions = {}): SessionStorage {
  checkOptions('cookieStorage', options, {
    name: optional(guard("letters, digits, '.', '_' and '-'", isName)),
    sameSite: optional(oneOf('strict', 'lax', 'none')),
    maxAgeMs: optional(positive),
  })
  const { name = 'chat-transport', sameSite = 'strict', maxAgeMs } = options
  const queues = webStorage({ prefix: `${name}.` })
  /** Empty on the developer's own machine. */
  const prefix = () => {
    if (location.protocol === 'https:') return '__Host-'
    if (isSecureContext) return ''
    throw new Error('unable to keep a session in a cookie without https')
  }
  const cookieName = (key: string) => `${prefix()}${name}.${key}`
  const valuesOf = (key: string) => {
    const start = `${cookieName(key)}=`
    return document.cookie.split('; ').flatMap((pair) => (pair.startsWith(start) ? pair.slice(start.length) : []))
  }
  const write = (key: string, value: string, maxAge: number | undefined) => {
    const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
    document.cookie = `${cookieName(key)}=${value}; Path=/; SameSite=${sameSite}${age}${prefix() && '; Secure'}`
  }

  return {
    name: 'cookie',
    place: queues.place as string,
    onChange: () => () => undefined, // Cookies tell nobody: a page looks when it is seen again.
    load(key) {
      if (!isSessionKey(key)) return queues.load(key)
      const [value, planted] = valuesOf(key)
      if (planted === undefined) return readable(() => JSON.parse(decodeURIComponent(value as string)))
      throw new Error(`unable to trust the cookie ${cookieName(key)}: there are two of this name`)
    },
    save(key, value) {
      if (!isSessionKey(key)) return queues.save(key, value)
      const text = encodeURIComponent(toJson(value))
      write(key, text, maxAgeMs === undefined ? undefined : Math.ceil(maxAgeMs / 1000))
      // A browser that takes no cookie (blocked, too large, a frame of another site) does not say so.
      if (!valuesOf(key).includes(text))
        throw new Error('unable to save the session: the browser did not take the cookie')
    },
    remove: (key) => (isSessionKey(key) ? write(key, '', 0) : queues.remove(key)),
    keys: queues.keys,
  }
}

const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]+$/.test(value)
