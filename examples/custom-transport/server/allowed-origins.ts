import type { IncomingMessage } from 'node:http'

/** Whose pages may chat: a list of origins (`'https://shop.example'`), or a function that decides. */
export type AllowedOrigins = readonly string[] | ((origin: string) => boolean)

/** P64: the front's own pages may always chat, and a request without `Origin` comes from no page. */
export function isAllowed({ headers: { origin, host } }: IncomingMessage, allowed: AllowedOrigins): boolean {
  if (origin === undefined) return true
  if (URL.canParse(origin) && new URL(origin).host === host) return true
  return typeof allowed === 'function' ? allowed(origin) : allowed.includes(origin)
}
