import type { IncomingMessage } from 'node:http'
import type { ClientAddress } from '@chat-transport/server'

/**
 * The address of a client behind so many proxies. Each of them adds to `X-Forwarded-For` the address that it was reached from, so only
 * the last `proxies` entries can be believed: what stands before them, the client may have made up.
 */
export function forwardedAddress(proxies: number): ClientAddress {
  return ({ headers, socket }: IncomingMessage) => {
    const entries = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
    return entries.at(-Math.min(proxies, entries.length)) ?? socket.remoteAddress
  }
}
