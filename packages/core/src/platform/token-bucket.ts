import { checkOptions, environmentGuards } from '../checks/check-argument.ts'
import { optional, positive } from '../checks/guards.ts'
import type { Clock } from './clock.ts'

/** How many tokens there may be, and how fast they come back. */
export interface TokenBucketOptions {
  /** How many tokens come back each second. */
  readonly perSecond: number
  /**
   * How many tokens the bucket holds.
   * @default one second's worth, at least one
   */
  readonly burst?: number
  readonly clock: Clock
}

const optionGuards = { perSecond: positive, burst: optional(positive), clock: environmentGuards.clock }

/**
 * The one rate limit of the SDK. The bucket starts full: so much may come at once, the rest at `perSecond`.
 */
export function createTokenBucket(options: TokenBucketOptions) {
  checkOptions('createTokenBucket', options, optionGuards)
  const { perSecond, burst = Math.max(1, perSecond), clock } = options
  let tokens = burst
  let filledAt = clock.monotonic()

  const refill = () => {
    const now = clock.monotonic()
    tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1000)
    filledAt = now
  }
  /** Milliseconds until `cost` tokens are there; 0 when they are there now. A cost of 0 asks for the end of a debt. */
  const waitMs = (cost = 1): number => {
    // Time can only add to them.
    if (tokens >= cost) return 0
    refill()
    return tokens >= cost ? 0 : Math.max(1, Math.ceil(((cost - tokens) * 1000) / perSecond))
  }

  return {
    waitMs,
    /** Takes one token if there is one. */
    tryAcquire(): boolean {
      refill()
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    /** Takes `cost` tokens for what has happened already; what the bucket lacks is a debt that `waitMs(0)` waits out. */
    spend(cost: number): void {
      refill()
      tokens -= cost
    },
  }
}
/** What `createTokenBucket` makes. */
export type TokenBucket = ReturnType<typeof createTokenBucket>
