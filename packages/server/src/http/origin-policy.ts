import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { guards, type Logger } from '@chat-transport/core'

/**
 * The pages that may use the server: exact origins (`'https://shop.example'`, `'capacitor://localhost'`), `'*'` for all, or a
 * function. The function is also called for `'null'`, the origin of sandboxed frames and of pages that were opened as a
 * file. If it throws, the origin is refused.
 */
export type AllowedOrigins = readonly string[] | '*' | ((origin: string) => boolean)

/**
 * Checks the `Origin` of a request. The server's own origin is always allowed. A request without `Origin` does not come
 * from a page, since browsers send it with every post and upgrade. It is allowed, because no request authorizes by itself.
 */
export type OriginPolicy = (request: IncomingMessage) => boolean

const kinds = guards.guard(
  "a list of origins, '*' or a function",
  (allowed) => allowed === '*' || typeof allowed === 'function' || Array.isArray(allowed),
)
/** Quotes what it got: an origin is no secret, and the mistake may be one character. */
const origin: guards.Guard = (entry, path) =>
  typeof entry === 'string' && isOrigin(entry)
    ? undefined
    : {
        message:
          `${path}: expected an origin such as 'https://shop.example', ` +
          `without a path or a slash at its end, got ${JSON.stringify(entry)}`,
      }
const origins = guards.list(origin)
/** The guard of `AllowedOrigins`. */
export const allowedOrigins: guards.Guard = (allowed, path) =>
  kinds(allowed, path) ?? (Array.isArray(allowed) ? origins(allowed, path) : undefined)

export function createOriginPolicy(allowed: AllowedOrigins, logger: Logger): OriginPolicy {
  const isListed = toPredicate(allowed, logger)
  return (request) => {
    const { origin } = request.headers
    return origin === undefined || isOwnOrigin(origin, request) || isListed(origin)
  }
}

/** The server's own origins, in words, as a request's `Origin` was compared with them. */
export function ownOrigin(request: IncomingMessage): string {
  return `${isSecure(request) ? 'https' : 'http or https'} with Host ${JSON.stringify(request.headers.host?.slice(0, 100) ?? '')}`
}

function toPredicate(allowed: AllowedOrigins, logger: Logger): (origin: string) => boolean {
  if (allowed === '*') return () => true
  if (typeof allowed === 'function') return (origin) => ask(allowed, origin, logger)
  const listed = new Set<string>(allowed)
  return (origin) => listed.has(origin)
}

function ask(allowed: (origin: string) => boolean, origin: string, logger: Logger): boolean {
  try {
    return allowed(origin) === true
  } catch (error) {
    logger.error(`unable to check an origin, refused it: allowedOrigins failed on ${JSON.stringify(origin)}`, error)
    return false
  }
}

/** Whether browsers may send it as an `Origin`. For schemes that `URL` does not know, its `origin` is 'null'. */
function isOrigin(entry: string): boolean {
  if (entry === 'null' || entry === 'file://') return true
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/.test(entry) || !URL.canParse(entry)) return false
  const { origin, host, protocol } = new URL(entry)
  return origin === 'null' ? entry === `${protocol}//${host.toLowerCase()}` : entry === origin
}

/**
 * Whether `origin`, as the page's browser has sent it, is the own origin of the server that was asked. Its scheme counts as far as
 * it is known: over TLS, and behind a proxy that says so in `X-Forwarded-Proto`, a page of `http:` is another's. For what else this
 * project serves on an HTTP server.
 */
export function isOwnOrigin(origin: string, request: IncomingMessage): boolean {
  const { host } = request.headers
  if (host === undefined || !URL.canParse(origin)) return false
  const { protocol, host: originHost } = new URL(origin)
  if (protocol !== 'https:' && (protocol !== 'http:' || isSecure(request))) return false
  // With the origin's scheme, so that a port is left out where it is the scheme's own: browsers leave it out of an origin.
  const asked = `${protocol}//${host}`
  return URL.canParse(asked) && new URL(asked).host === originHost
}

/**
 * Whether the page's request came over TLS, as far as this server knows. A proxy that ends TLS says so in a header. It is
 * believed from anybody, because it only makes the check stricter. Without it a plain request may have come either way.
 */
export function isSecure({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers['x-forwarded-proto']
  return (socket as TLSSocket).encrypted === true || /\bhttps\b/i.test(String(forwarded ?? ''))
}
