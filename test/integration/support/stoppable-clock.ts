import { systemClock, type Clock } from '@chat-transport/core'

/** The system's clock as one page has it: its timers can be counted, and end with the page. */
export interface StoppableClock extends Clock {
  /** How many timers are waiting. */
  readonly pending: number
  /** No timer runs any more, as in a page that is gone. */
  stop(): void
}

export function stoppableClock(): StoppableClock {
  const waiting = new Set<() => void>()
  let state: 'running' | 'stopped' = 'running'
  return {
    now: () => systemClock.now(),
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
    stop() {
      state = 'stopped'
      for (const cancel of [...waiting]) cancel()
    },
  }
}
