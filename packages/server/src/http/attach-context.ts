import type { IncomingMessage } from 'node:http'
import type { AttachContext } from '@chat-transport/backend'

/** What the back end's authentication may look at, for the request that carries an attach. */
export function attachContext({ headers, socket }: IncomingMessage, transport: string): AttachContext {
  const { remoteAddress } = socket
  return { headers, transport, ...(remoteAddress !== undefined && { remoteAddress }) }
}
