import type { Clock } from '@chat-transport/core'
import { firstChunkBytes, nextChunkBytes, presumedUpMs, smallerChunkBytes } from './chunk-size.ts'

/** How large the chunks of one upload are, by how its line behaves. */
export interface ChunkPace {
  readonly bytes: number
  /** A chunk has been acknowledged that began to go up at this time of the monotonic clock. */
  acknowledged(chunkBytes: number, sentAt: number): void
  /** The line has broken. */
  broke(): void
}

export function paceChunks(clock: Clock): ChunkPace {
  let bytes = firstChunkBytes
  let heldSince = clock.monotonic() - presumedUpMs
  return {
    get bytes() {
      return bytes
    },
    acknowledged(chunkBytes, sentAt) {
      // The last one says little: it is smaller than it might be.
      if (chunkBytes < bytes) return
      const now = clock.monotonic()
      bytes = nextChunkBytes({ bytes, tookMs: now - sentAt, upMs: now - heldSince })
    },
    broke() {
      bytes = smallerChunkBytes(bytes)
      heldSince = clock.monotonic()
    },
  }
}
