import type { Socket } from 'node:net'

/** Tears a socket down with a TCP reset. One that has been ended already cannot be reset: Node would hang on it at its exit. */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
