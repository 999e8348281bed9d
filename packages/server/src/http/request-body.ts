import type { IncomingMessage } from 'node:http'
import type { Clock } from '@chat-transport/core'

/**
 * Why a body was not read to its end. `too-large`: it exceeds `maxBytes`. `in-pieces`: it came in too many small pieces.
 * `too-slow`: it did not come in time. `no-room`: too much of other bodies is kept. `given-up`: another one needed its place.
 * `aborted`: the client left.
 */
export type UnreadBody = 'too-large' | 'in-pieces' | 'too-slow' | 'no-room' | 'given-up' | 'aborted'

/** How large a body may be, and how slow. */
export interface BodyLimits {
  readonly maxBytes: number
  /** How long it may take, unless it brings 512 bytes a second in that time. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** Asked before so many bytes are kept of this body. */
  keep?(bytes: number): boolean
  /** Gets the function that gives this body up. */
  began?(giveUp: () => void): void
}

/** Reads a request's body, or says why not. Never rejects. For what else this project serves on an HTTP server. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer | UnreadBody> {
  const { maxBytes, clock, timeoutMs } = limits
  if (Number(request.headers['content-length']) > maxBytes) return Promise.resolve('too-large')
  if (request.destroyed) return Promise.resolve('aborted')
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let bytes = 0
    let bytesBefore = 0
    let stopTimer = () => undefined as void
    const read = (piece: Buffer) => {
      bytes += piece.length
      pieces.push(piece)
      if (bytes > maxBytes) finish('too-large')
      else if (pieces.length > mostPieces(maxBytes)) finish('in-pieces')
      else if (limits.keep?.(bytes) === false) finish('no-room')
    }
    const finish = (outcome: Buffer | UnreadBody) => {
      request.off('data', read)
      request.pause()
      stopTimer()
      resolve(outcome)
    }
    const watch = () => {
      stopTimer = clock.after(timeoutMs, () => {
        if (bytes - bytesBefore < (timeoutMs * leastBytesPerSecond) / 1000) return finish('too-slow')
        bytesBefore = bytes
        watch()
      })
    }
    watch()
    limits.began?.(() => finish('given-up'))
    request.on('data', read)
    request.once('end', () => finish(Buffer.concat(pieces)))
    request.once('error', () => finish('aborted')) // 'close' and 'error' mean the same here
    request.once('close', () => finish('aborted'))
  })
}

/** What moves more slowly than this does not count as moving: a message takes minutes then, and nobody waits so long. */
export const leastBytesPerSecond = 512

/** How many pieces a body or frame may come in: segments of the network have more than 500 bytes, and each piece costs. */
export function mostPieces(maxBytes: number): number {
  return Math.max(1_024, Math.ceil(maxBytes / 256))
}
