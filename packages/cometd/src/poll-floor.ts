import { createTokenBucket } from '@chat-transport/core'
import type { Clock } from '@chat-transport/core'

/**
 * How long the next `/meta/connect` has to wait. It follows at once on one that was held or has brought events. A server that
 * answers at once with nothing is asked ten times a second, which is far less than it would be.
 */
export function createPollFloor(clock: Clock) {
  const bucket = createTokenBucket({ perSecond: 10, clock })
  let broughtEvents = false
  return {
    eventsCame: () => void (broughtEvents = true),
    waitMs(): number {
      if (!broughtEvents) bucket.spend(1)
      broughtEvents = false
      return bucket.waitMs(0)
    },
  }
}
export type PollFloor = ReturnType<typeof createPollFloor>
