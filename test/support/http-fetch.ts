import { request, type IncomingMessage } from 'node:http'
import { onCleanup } from './cleanup.ts'

/**
 * Replaces `fetch` by one over `node:http`, as far as the SDK uses it, until the current scope is over: Node's own keeps objects
 * of each request alive, so that nothing else could be counted.
 */
export function fetchOverHttp(): void {
  const before = globalThis.fetch
  globalThis.fetch = fetchOnce as unknown as typeof before
  onCleanup(() => void (globalThis.fetch = before))
}

async function fetchOnce(url: URL, { method, body, headers, signal }: RequestInit) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      ...(method && { method }),
      headers: Object.fromEntries(headers as Headers),
      ...(signal && { signal }),
    }
    request(url, options, resolve).on('error', reject).end(body)
  })
  const parts = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  return {
    status: response.statusCode,
    type: 'basic',
    headers: { get: (name: string) => response.headers[name.toLowerCase()] ?? null },
    body: { getReader: () => ({ read: () => parts.next() }) },
  }
}
