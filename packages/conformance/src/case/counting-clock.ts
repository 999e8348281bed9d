import type { Clock } from '@chat-transport/core'

/** A clock that knows how many of its timers are waiting. */
export interface CountingClock extends Clock {
  readonly pending: number
}

/** Time as `clock` tells it, each timer counted from when it is set until it has run or is canceled. */
export function countingClock(clock: Clock): CountingClock {
  const timers = new Set<object>()
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    random: () => clock.random(),
    after(delayMs, run) {
      const timer = {}
      timers.add(timer)
      const cancel = clock.after(delayMs, () => {
        timers.delete(timer)
        run()
      })
      return () => {
        timers.delete(timer)
        cancel()
      }
    },
    get pending() {
      return timers.size
    },
  }
}
