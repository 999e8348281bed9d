export interface SentChunk {
  readonly bytes: number
  /** How long its bytes took, without the way there and back, which smaller chunks would only take more often. */
  readonly tookMs: number
  /** For how long the line has held. */
  readonly upMs: number
}

/** How long a line is taken to have held when nothing is known of it. */
export const presumedUpMs = 3_200

export const firstChunkBytes = 128 * 1024
const leastBytes = 32 * 1024
/** What proxies let through without being told to: nginx takes a body of 1 MB. */
const mostBytes = 1024 * 1024
const shareOfUptime = 1 / 16

/**
 * How large the next chunk is to be: one that takes a sixteenth of the time for which the line has held. When the line breaks, a
 * chunk may have gone up in vain: where a proxy keeps it until it is complete, half of it on average. So a break costs 3 % of what
 * went up since the one before, however often it breaks, and a line that holds gets chunks that cost no waiting.
 */
export function nextChunkBytes({ bytes, tookMs, upMs }: SentChunk): number {
  const targetMs = Math.min(2_000, Math.max(20, upMs * shareOfUptime))
  const factor = Math.min(2, Math.max(0.25, targetMs / Math.max(1, tookMs)))
  return within(bytes * factor)
}

/** After a break: the next one may be near. */
export const smallerChunkBytes = (bytes: number): number => within(bytes / 2)

const within = (bytes: number) => Math.round(Math.min(mostBytes, Math.max(leastBytes, bytes)))
