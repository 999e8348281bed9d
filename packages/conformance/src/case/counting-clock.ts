import type { Clock } from '@chat-transport/core'

/** A clock that counts its pending timers. */
export interface CountingClock extends Clock {
  readonly pending: number
}

/** Wraps `clock`. A timer counts as pending until it has run or is canceled. */
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
