import { checkOptions } from '../checks/check-argument.ts'
import { guard, oneOf, optional, positive } from '../checks/guards.ts'
import type { SessionStorage } from './storage.ts'
import { parse, webStorage } from './web-storage.ts'

export interface CookieStorageOptions {
  /** Over https with `path: '/'` the cookie is called `__Host-<name>`. @default 'chat-transport' */
  readonly name?: string
  /** @default '/' */
  readonly path?: string
  /** @default 'strict' */
  readonly sameSite?: 'strict' | 'lax' | 'none'
  /** How long the cookie lives after the session was last alive, in whole seconds rounded up; without it, until the browser is closed. */
  readonly maxAgeMs?: number
}

/**
 * Keeps the session in a cookie, which all tabs of the host share, and what is queued in `sessionStorage`: a queue is too
 * large to travel with every request. No `domain`: a subdomain could plant a session, and `__Host-` forbids that.
 */
export function cookieStorage(options: CookieStorageOptions = {}): SessionStorage {
  checkOptions('cookieStorage', options, {
    name: optional(matching(/^[\w.-]+$/, "letters, digits, '.', '_' and '-'")),
    path: optional(matching(/^\/[^;\s]*$/, "a path that begins with '/'")),
    sameSite: optional(oneOf('strict', 'lax', 'none')),
    maxAgeMs: optional(positive),
  })
  const { name = 'chat-transport', path = '/', sameSite = 'strict', maxAgeMs } = options
  const queues = webStorage({ prefix: `${name}.` })

  const cookieName = () => {
    if (location.protocol !== 'https:') return name
    return (path === '/' ? '__Host-' : '__Secure-') + name
  }
  const read = () => {
    const start = `${cookieName()}=`
    const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(start))
    return cookie?.slice(start.length)
  }
  const write = (value: string, maxAge: number | undefined) => {
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
    document.cookie = `${cookieName()}=${value}; Path=${path}; SameSite=${sameSite}${age}${secure}`
  }

  return {
    name: 'cookie',
    load: (key) => (isSession(key) ? parse(decode(read())) : queues.load(key)),
    save(key, value) {
      if (!isSession(key)) return queues.save(key, value)
      const text = encodeURIComponent(JSON.stringify(value))
      write(text, maxAgeMs === undefined ? undefined : Math.ceil(maxAgeMs / 1000))
      // A browser that takes no cookie (blocked, too large, a frame of another site) does not say so.
      if (read() !== text) throw new Error('unable to save the session: the browser did not take the cookie')
    },
    remove: (key) => (isSession(key) ? write('', 0) : queues.remove(key)),
    keys: () => [...(read() ? ['session'] : []), ...(queues.keys() as readonly string[])],
  }
}

const matching = (pattern: RegExp, expected: string) =>
  guard(expected, (value) => typeof value === 'string' && pattern.test(value))

const isSession = (key: string) => key === 'session'

function decode(value: string | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value)
  } catch {
    return undefined // Another program's content counts as nothing.
  }
}
