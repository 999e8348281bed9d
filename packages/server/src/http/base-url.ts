import type { IncomingMessage } from 'node:http'
import { isSecure } from './origin-policy.ts'

const ofThisMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/**
 * The scheme and host by which a client has reached the server, as its request tells. A page on `https:` reaches no other scheme,
 * except on its own machine. For this client alone: others are not to be sent where a client says.
 */
export function baseUrl(request: IncomingMessage): string | undefined {
  const { host, origin = '' } = request.headers
  if (host === undefined) return undefined
  const isEncrypted = isSecure(request) || (origin.startsWith('https:') && !ofThisMachine.test(host))
  const url = `${isEncrypted ? 'https' : 'http'}://${host}`
  return URL.canParse(url) ? new URL(url).origin : undefined
}
