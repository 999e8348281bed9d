import type { Clock } from '@chat-transport/core'
import { firstChunkBytes, nextChunkBytes, presumedUpMs, smallerChunkBytes } from './chunk-size.ts'

/** How large the chunks of one upload are, by how its line behaves. */
export interface ChunkPace {
  readonly bytes: number
  /** A request without a body has been answered that was made at this time of the monotonic clock. */
  answered(askedAt: number): void
  /** A chunk has been acknowledged that began to go up at this time. */
  acknowledged(chunkBytes: number, sentAt: number): void
  /** The line has broken. */
  broke(): void
}

export function paceChunks(clock: Clock): ChunkPace {
  let bytes = firstChunkBytes
  let heldSince = clock.monotonic() - presumedUpMs
  /** The least that an answer took on this line: its way there and back. The rest of a chunk's time its bytes took. */
  let roundTripMs = Infinity
  const answered = (askedAt: number) => {
    roundTripMs = Math.min(roundTripMs, clock.monotonic() - askedAt)
  }
  return {
    answered,
    get bytes() {
      return bytes
    },
    acknowledged(chunkBytes, sentAt) {
      answered(sentAt)
      // The last one says little: it is smaller than it might be.
      if (chunkBytes < bytes) return
      const now = clock.monotonic()
      bytes = nextChunkBytes({ bytes, tookMs: now - sentAt - roundTripMs, upMs: now - heldSince })
    },
    broke() {
      bytes = smallerChunkBytes(bytes)
      roundTripMs = Infinity
      heldSince = clock.monotonic()
    },
  }
}
