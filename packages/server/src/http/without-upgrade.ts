import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { Server as TlsServer } from 'node:tls'

/** An upgrade request, as Node hands it over: nothing reads its socket any more. */
export interface UpgradeRequest {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/**
 * Serves an upgrade request as if it had offered no upgrade, as HTTP allows, and as Node does where nobody listens for
 * upgrades: clients offer HTTP/2 (`h2c`) with ordinary requests. Node has stopped reading the request, with its body unread,
 * so it is read again from its beginning, as a new connection without the offer.
 */
export function serveWithoutUpgrade(httpServer: HttpServer | HttpsServer, upgrade: UpgradeRequest): void {
  const { request, socket, head } = upgrade
  socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), head]))
  httpServer.emit(httpServer instanceof TlsServer ? 'secureConnection' : 'connection', socket)
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place] ?? ''
    const value = withoutOffer(name, rawHeaders[place + 1] ?? '')
    if (value !== undefined) lines.push(`${name}: ${value}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}

const namesOfOffer = ['upgrade', 'http2-settings']

/** The header's value, without what belongs to the offer. `undefined`: nothing is left of it. */
function withoutOffer(name: string, value: string): string | undefined {
  if (namesOfOffer.includes(name.toLowerCase())) return undefined
  if (name.toLowerCase() !== 'connection') return value
  const options = value.split(',').map((option) => option.trim())
  const others = options.filter((option) => !namesOfOffer.includes(option.toLowerCase()))
  return others.length > 0 ? others.join(', ') : undefined
}
