import type { Clock } from '@chat-transport/core'

/** The clock of one page: while the page is stopped its timers wait. */
export function pageTime(clock: Clock) {
  let waiting: (() => void)[] | undefined
  return {
    clock: {
      ...clock,
      after(delayMs: number, run: () => void) {
        let isCancelled = false
        const due = () => {
          if (isCancelled) return
          if (waiting) waiting.push(due)
          else run()
        }
        const cancel = clock.after(delayMs, due)
        return () => {
          isCancelled = true
          cancel()
        }
      },
    } satisfies Clock,
    stop: () => void (waiting ??= []),
    goOn() {
      const due = waiting ?? []
      waiting = undefined
      for (const run of due) run()
    },
  }
}
