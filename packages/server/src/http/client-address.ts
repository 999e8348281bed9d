import type { IncomingMessage } from 'node:http'
import type { Logger } from '@chat-transport/core'

/** Tells the address of the client that sent a request, for example from a header that your proxy sets. */
export type ClientAddress = (request: IncomingMessage) => string | undefined

/** Gives the address of a request's client. Never throws: without an address of the client, it is the socket's. */
export function createClientAddress(given: ClientAddress, logger: Logger): (request: IncomingMessage) => string {
  return (request) => {
    try {
      const address = given(request)
      if (typeof address === 'string' && address.trim() !== '') return address
    } catch (error) {
      logger.error('unable to tell the address of a client, counted the one of its socket: clientAddress failed', error)
    }
    return socketAddress(request) ?? 'unknown'
  }
}

export const socketAddress: ClientAddress = ({ socket }) => socket.remoteAddress
