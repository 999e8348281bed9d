import type { IncomingMessage } from 'node:http'

/**
 * The scheme and host by which a page has reached the front. The back end tells the page of it where to upload files, if it takes
 * any: the page's own origin may be another.
 */
export function baseUrl({ headers, socket }: IncomingMessage): string | undefined {
  const isEncrypted = 'encrypted' in socket || headers['x-forwarded-proto'] === 'https'
  const url = `${isEncrypted ? 'https' : 'http'}://${headers.host}`
  return headers.host !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}
