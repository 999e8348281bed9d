import type { IncomingMessage } from 'node:http'
import type { AttachContext } from '@chat-transport/backend'
import { baseUrl } from './base-url.ts'
import { countedAddress } from './counted-address.ts'

/** A request that opens a line, and the address of its client. */
export interface LineRequest {
  readonly request: IncomingMessage
  readonly address: string
}

/** The data that the back end gets with an attach, and hands to its `authenticate` hook. */
export function attachContext({ request, address }: LineRequest, transport: string): AttachContext {
  const { headers, socket, url } = request
  const { remoteAddress } = socket
  const counted = countedAddress(address)
  const reachedAt = baseUrl(request)
  return {
    headers,
    transport,
    address,
    ...(url !== undefined && { url }),
    ...(counted && !counted.isPrivate && { countedAs: counted.key }),
    ...(reachedAt !== undefined && { baseUrl: reachedAt }),
    ...(remoteAddress !== undefined && { remoteAddress }),
  }
}
