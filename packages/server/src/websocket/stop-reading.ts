import type { Duplex } from 'node:stream'

/** What a socket of Node reads from. Node's HTTP server stops and starts its own sockets in the same way. */
interface ReadHandle {
  reading: boolean
  readStop(): void
  readStart(): void
}

/**
 * Stops a paused socket from reading on, which Node does otherwise until a buffer of 64 kB is full: each small segment would
 * cost a read, and be kept by itself. Unread segments become one read. Returns the function that starts it again.
 */
export function stopReading(socket: Duplex): () => void {
  const { _handle: handle } = socket as { readonly _handle?: ReadHandle | null }
  if (!handle) return () => undefined
  // A stream asks its socket for more at the end of each read, so not within one.
  const stopping = setImmediate(() => {
    if (!handle.reading || socket.destroyed) return
    handle.reading = false
    handle.readStop()
  })
  return () => {
    clearImmediate(stopping)
    if (handle.reading || socket.destroyed) return
    handle.reading = true
    handle.readStart()
  }
}
