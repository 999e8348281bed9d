import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Logger } from '@chat-transport/core'

/** Tells the address of the client that sent a request, for example from a header that your proxy sets. */
export type ClientAddress = (request: IncomingMessage) => string | undefined

/** Gives the address that a request is counted for. Never throws: without an address of the client, it is the socket's. */
export function createClientAddress(given: ClientAddress, logger: Logger): (request: IncomingMessage) => string {
  return (request) => {
    try {
      const address = given(request)
      if (typeof address === 'string' && address !== '') return countedAddress(address)
    } catch (error) {
      logger.error('unable to tell the address of a client, counted the one of its socket: clientAddress failed', error)
    }
    return countedAddress(socketAddress(request) ?? 'unknown')
  }
}

export const socketAddress: ClientAddress = ({ socket }) => socket.remoteAddress

const longestAddress = 100

/**
 * What is counted together: an IPv4 address, also if it is written as one of IPv6, or the first 64 bits of an IPv6 address,
 * of which one client has all that follow.
 */
export function countedAddress(address: string): string {
  const [plain = ''] = address.split('%')
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain) ?? []
  if (mapped !== undefined) return mapped
  if (!isIPv6(plain)) return address.slice(0, longestAddress)
  const [start = '', end = ''] = plain.toLowerCase().split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const [before, after] = [groups(start), groups(end)]
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  const network = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}
