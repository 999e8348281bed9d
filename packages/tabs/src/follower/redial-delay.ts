import type { Clock, RetryDelay } from '@chat-transport/core'

/** The leader is near: it is asked at once, and only if that does not help, and it still leads, as a server would be. */
export const redialDelay =
  ({ random }: Pick<Clock, 'random'>, isLedAnew: () => boolean): RetryDelay =>
  ({ attempt, downForMs }) =>
    attempt === 1 || isLedAnew() ? 0 : (0.5 + 0.5 * random()) * Math.min(10_000, Math.max(50, downForMs / 6))
