import type { IncomingMessage } from 'node:http'
import type { AttachContext } from '@chat-transport/backend'

/** The data that the back end's `authenticate` hook gets, from the request with the attach. */
export function attachContext({ headers, socket }: IncomingMessage, transport: string): AttachContext {
  const { remoteAddress } = socket
  return { headers, transport, ...(remoteAddress !== undefined && { remoteAddress }) }
}
