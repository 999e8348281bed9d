import { systemClock, type Clock } from '@chat-transport/core'

/** A clock for one page, by default the system's: its timers can be counted, and end with the page. */
export interface StoppableClock extends Clock {
  /** The number of pending timers. */
  readonly pending: number
  /** Moves only the wall clock forward by this much, as when the machine was asleep. */
  sleep(ms: number): void
  /** Stops all timers, as in a page that is gone. */
  stop(): void
}

export function stoppableClock(clock: Clock = systemClock): StoppableClock {
  const waiting = new Set<() => void>()
  let sleptMs = 0
  let state: 'running' | 'stopped' = 'running'
  return {
    now: () => clock.now() + sleptMs,
    monotonic: () => clock.monotonic(),
    random: () => clock.random(),
    after(delayMs, run) {
      if (state === 'stopped') return () => undefined
      const cancelTimer = clock.after(delayMs, () => {
        waiting.delete(cancel)
        run()
      })
      const cancel = () => {
        waiting.delete(cancel)
        cancelTimer()
      }
      waiting.add(cancel)
      return cancel
    },
    get pending() {
      return waiting.size
    },
    sleep(ms) {
      sleptMs += ms
    },
    stop() {
      state = 'stopped'
      for (const cancel of [...waiting]) cancel()
    },
  }
}
