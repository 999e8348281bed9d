import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@chat-transport/core'
import { leastBytesPerSecond } from '../http/request-body.ts'

/** A request whose body, or whose answer, is a file. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

export interface TransferWatch {
  readonly clock: Clock
  /** How long the client has for so many bytes. */
  readonly timeoutMs: number
}

/**
 * Ends a transfer that does not move, in either direction: its client is gone, or means to hold a place. It may go on later, an
 * upload at its offset, a download by a range.
 */
export function watchTransfer({ request, response }: Exchange, { clock, timeoutMs }: TransferWatch): void {
  const moved = () => request.socket.bytesRead + request.socket.bytesWritten
  let before = moved()
  const look = () => {
    const now = moved()
    // Everything has come, and is being looked at: the server takes its time, not the client.
    const isOurTurn = request.complete && !response.writableNeedDrain
    if (!isOurTurn && now - before < (timeoutMs * leastBytesPerSecond) / 1000) return void request.socket.destroy()
    before = now
    stopTimer = clock.after(timeoutMs, look)
  }
  let stopTimer = clock.after(timeoutMs, look)
  response.once('close', () => stopTimer())
}
