import { Agent, fetch, type RequestInfo, type RequestInit } from 'undici'
import { onCleanup } from './cleanup.ts'

/**
 * Makes `fetch` use a connection for each request, until the current scope is over. Node's own reuses a connection that the far
 * side has just closed, and fails; browsers make such a request again on another.
 */
export function fetchAnew(): void {
  const before = globalThis.fetch
  globalThis.fetch = (async (input: RequestInfo, init?: RequestInit) => {
    // One for each request: with an agent for all, one goes over a connection that was opened in reserve for another.
    const dispatcher = new Agent()
    try {
      return await fetch(input, { ...init, dispatcher })
    } finally {
      void dispatcher.close() // once the response has been read
    }
  }) as typeof before
  onCleanup(() => void (globalThis.fetch = before))
}
