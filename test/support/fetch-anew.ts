import { Agent, fetch, type RequestInfo, type RequestInit } from 'undici'
import { onCleanup } from './cleanup.ts'

/**
 * Makes `fetch` use a connection for each request, until the current scope is over. Node's own reuses a connection that the far
 * side has just closed, and fails; browsers make such a request again on another.
 */
export function fetchAnew(): void {
  const before = globalThis.fetch
  const dispatcher = new Agent({ pipelining: 0 })
  globalThis.fetch = ((input: RequestInfo, init?: RequestInit) =>
    fetch(input, { ...init, dispatcher })) as typeof before
  onCleanup(() => {
    globalThis.fetch = before
    return dispatcher.close()
  })
}
