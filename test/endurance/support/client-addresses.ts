import type { IncomingMessage } from 'node:http'

/*
 * Everybody here is on one machine, whose addresses have no quota on the server, because a proxy has them too. So clients are
 * given addresses of the network for benchmarks, which count like any other of the internet.
 */

/** The address of one visitor. */
export function visitorAddress(number: number): string {
  return `198.19.${number >> 8}.${number & 255}`
}

/** Makes the requests to `url` count for `address`. For clients that cannot choose the address of their sockets. */
export function urlFrom(url: string, address: string): string {
  return `${url}?from=${address}`
}

/** An address of this machine, for the sockets of one attack. It counts as `198.18.…` on the server. */
export function attackAddress(attack: number, number: number): string {
  return `127.18.${attack}.${number}`
}

/** What the server takes for a client's address: what the url says, or the socket's. */
export function clientAddress({ url = '', socket }: IncomingMessage): string | undefined {
  const given = new URL(url, 'http://server').searchParams.get('from')
  return given ?? socket.remoteAddress?.replace(/^127\.18\./, '198.18.')
}
