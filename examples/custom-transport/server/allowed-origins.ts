import type { IncomingMessage } from 'node:http'

/** Whose pages may chat: a list of origins (`'https://shop.example'`), or a function that decides. What it throws at is refused. */
export type AllowedOrigins = readonly string[] | ((origin: string) => boolean)

/** P64: the front's own pages may always chat, and a request without `Origin` comes from no page. */
export function isAllowed({ headers: { origin, host } }: IncomingMessage, allowed: AllowedOrigins): boolean {
  if (origin === undefined) return true
  if (URL.canParse(origin) && new URL(origin).host === host) return true
  try {
    return typeof allowed === 'function' ? allowed(origin) : allowed.includes(origin)
  } catch {
    return false // anybody can send an origin that is none, such as `null`: not worth a crash, nor a line in the log
  }
}
