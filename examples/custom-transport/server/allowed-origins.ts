import type { IncomingMessage } from 'node:http'

/** The pages that may chat: a list of origins (`'https://shop.example'`), or a function. If it throws, the origin is refused. */
export type AllowedOrigins = readonly string[] | ((origin: string) => boolean)

/** P64: the front's own pages may always chat, and a request without `Origin` does not come from a page. */
export function isAllowed({ headers: { origin, host } }: IncomingMessage, allowed: AllowedOrigins): boolean {
  if (origin === undefined) return true
  if (URL.canParse(origin) && new URL(origin).host === host) return true
  try {
    return typeof allowed === 'function' ? allowed(origin) : allowed.includes(origin)
  } catch {
    return false // any client can send an invalid origin, such as `null`: do not crash, and do not fill the log
  }
}
