import { systemClock, type Clock } from '@chat-transport/core'

/** The system's clock as one page has it: its timers can be counted, and end with the page. */
export interface StoppableClock extends Clock {
  /** How many timers are waiting. */
  readonly pending: number
  /** The wall clock goes on by this much and nothing else does, as in a machine that was asleep. */
  sleep(ms: number): void
  /** No timer runs any more, as in a page that is gone. */
  stop(): void
}

export function stoppableClock(): StoppableClock {
  const waiting = new Set<() => void>()
  let sleptMs = 0
  let state: 'running' | 'stopped' = 'running'
  return {
    now: () => systemClock.now() + sleptMs,
    monotonic: () => systemClock.monotonic(),
    random: () => systemClock.random(),
    after(delayMs, run) {
      if (state === 'stopped') return () => undefined
      const cancelTimer = systemClock.after(delayMs, () => {
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
