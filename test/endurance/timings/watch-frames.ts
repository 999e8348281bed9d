import { seeFirst } from '../../support/see-first.ts'
import type { RunningServer } from '../../support/start-server.ts'

/** How many bytes the server has written. */
export interface WatchedFrames {
  readonly largestBytes: number
  readonly totalBytes: number
}

/** Sees every frame the server writes: replies of long-polling, and what goes to WebSockets, in one piece each. */
export function watchFrames({ httpServer }: RunningServer): WatchedFrames {
  const sizes: number[] = []
  seeFirst(httpServer, 'request', (_request, response) => {
    const end = response.end.bind(response) as (...values: unknown[]) => typeof response
    response.end = ((body: unknown, ...rest: unknown[]) => {
      if (typeof body === 'string' || body instanceof Uint8Array) sizes.push(Buffer.byteLength(body))
      return end(body, ...rest)
    }) as typeof response.end
  })
  seeFirst(httpServer, 'upgrade', (_request, socket) => {
    const write = socket.write.bind(socket) as (...values: unknown[]) => boolean
    socket.write = ((bytes: string | Uint8Array, ...rest: unknown[]) => {
      sizes.push(Buffer.byteLength(bytes))
      return write(bytes, ...rest)
    }) as typeof socket.write
  })
  return {
    get largestBytes() {
      return sizes.reduce((largest, size) => Math.max(largest, size), 0)
    },
    get totalBytes() {
      return sizes.reduce((sum, size) => sum + size, 0)
    },
  }
}
