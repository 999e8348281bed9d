import type { IncomingMessage } from 'node:http'
import type { Logger } from '@chat-transport/core'

/**
 * Which pages may use the server: exact origins (`'https://shop.example'`), `'*'` for all, or a function that decides. It
 * is asked about `'null'` too, the origin of sandboxed frames; one that throws has refused.
 */
export type AllowedOrigins = readonly string[] | '*' | ((origin: string) => boolean)

/**
 * Judges the `Origin` of a request. A page of the server's own origin is always allowed. A request without one comes from
 * no page (browsers send it with every post and every upgrade) and is allowed, since nothing in it authorizes by itself.
 */
export type OriginPolicy = (request: IncomingMessage) => boolean

/** Throws a `TypeError` that names what is wrong with `allowed`. */
export function createOriginPolicy(allowed: AllowedOrigins, logger: Logger): OriginPolicy {
  const isListed = toPredicate(allowed, logger)
  return ({ headers: { origin, host } }) => origin === undefined || isOwn(origin, host) || isListed(origin)
}

function toPredicate(allowed: AllowedOrigins, logger: Logger): (origin: string) => boolean {
  if (allowed === '*') return () => true
  if (typeof allowed === 'function') return (origin) => asks(allowed, origin, logger)
  if (!Array.isArray(allowed))
    throw new TypeError("createChatServer allowedOrigins: expected a list of origins, '*' or a function")
  const origins = new Set<string>(allowed.map(checkOrigin))
  return (origin) => origins.has(origin)
}

function asks(allowed: (origin: string) => boolean, origin: string, logger: Logger): boolean {
  try {
    return allowed(origin) === true
  } catch (error) {
    logger.error(`allowedOrigins failed on ${JSON.stringify(origin)}, which is refused.`, error)
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

/** The scheme is left out: behind a proxy that ends TLS the server cannot know its own. */
function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
