import type { IncomingMessage } from 'node:http'
import type { Logger } from '@chat-transport/core'

/**
 * The pages that may use the server: exact origins (`'https://shop.example'`), `'*'` for all, or a function. The function
 * is also called for `'null'`, the origin of sandboxed frames. If it throws, the origin is refused.
 */
export type AllowedOrigins = readonly string[] | '*' | ((origin: string) => boolean)

/**
 * Checks the `Origin` of a request. The server's own origin is always allowed. A request without `Origin` does not come
 * from a page, since browsers send it with every post and upgrade. It is allowed, because no request authorizes by itself.
 */
export type OriginPolicy = (request: IncomingMessage) => boolean

/** Throws a `TypeError` that names what is wrong with `allowed`. */
export function createOriginPolicy(allowed: AllowedOrigins, logger: Logger): OriginPolicy {
  const isListed = toPredicate(allowed, logger)
  return ({ headers: { origin, host } }) => origin === undefined || isOwn(origin, host) || isListed(origin)
}

function toPredicate(allowed: AllowedOrigins, logger: Logger): (origin: string) => boolean {
  if (allowed === '*') return () => true
  if (typeof allowed === 'function') return (origin) => ask(allowed, origin, logger)
  if (!Array.isArray(allowed))
    throw new TypeError("createChatServer allowedOrigins: expected a list of origins, '*' or a function")
  const origins = new Set<string>(allowed.map(checkOrigin))
  return (origin) => origins.has(origin)
}

function ask(allowed: (origin: string) => boolean, origin: string, logger: Logger): boolean {
  try {
    return allowed(origin) === true
  } catch (error) {
    logger.error(`unable to check an origin, refused it: allowedOrigins failed on ${JSON.stringify(origin)}`, error)
    return false
  }
}

function checkOrigin(entry: unknown, index: number): string {
  if (entry === 'null' || (typeof entry === 'string' && URL.canParse(entry) && new URL(entry).origin === entry))
    return entry
  throw new TypeError(
    `createChatServer allowedOrigins[${index}]: expected an origin such as 'https://shop.example', ` +
      `without a path or a slash at its end, got ${JSON.stringify(entry)}`,
  )
}

/** Ignores the scheme: behind a proxy that ends TLS, the server does not know it. */
function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
