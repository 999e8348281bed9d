import type { Duplex } from 'node:stream'
import type { Clock } from '@chat-transport/core'

export interface LingerOptions {
  readonly clock: Clock
  /** How long the client may take to read some of what is written. */
  readonly unreadTimeoutMs: number
}

/**
 * Ends a socket whose last frame is written. The client is told at once that nothing follows, so that it need not be
 * waited for. What it still sends is not read as frames: it is thrown away, up to a bound, because a socket that is
 * destroyed with unread data can take what was written last with it. A second after all was sent, the socket is destroyed.
 */
export function linger(socket: Duplex, { clock, unreadTimeoutMs }: LingerOptions): void {
  if (socket.destroyed) return
  let discardedBytes = 0
  let reads = 0
  const destroy = () => void socket.destroy()
  const destroyAt = (delayMs: number) => clock.after(delayMs, isStillSending)
  let unsent = socket.writableLength
  let stopTimer = destroyAt(unreadTimeoutMs)
  function isStillSending(): void {
    if (socket.writableLength >= unsent) return destroy()
    unsent = socket.writableLength
    stopTimer = destroyAt(unreadTimeoutMs)
  }
  const sent = () => {
    stopTimer()
    stopTimer = clock.after(closeWaitMs, destroy)
  }
  socket.removeAllListeners('data')
  socket.on('data', (data: Buffer) => {
    discardedBytes += data.length
    reads += 1
    if (discardedBytes > mostDiscardedBytes || reads > mostReads) destroy()
  })
  socket.once('close', () => stopTimer())
  socket.resume()
  if (socket.writableFinished) sent()
  else socket.once('finish', sent).end()
}

const closeWaitMs = 1_000
/** What may be under way while the client does not know yet. */
const mostDiscardedBytes = 256 * 1024
const mostReads = 1_024
