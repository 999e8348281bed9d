import type { Clock } from '@chat-transport/core'

/** The clock of one page: while the page is stopped its timers wait, and while it is hidden they are held to whole seconds. */
export function pageTime(clock: Clock, isHidden: () => boolean = () => false) {
  let waiting: (() => void)[] | undefined
  const throttled = (delayMs: number) => {
    if (!isHidden()) return delayMs
    const at = clock.monotonic() + delayMs
    return Math.ceil(at / 1000) * 1000 - clock.monotonic()
  }
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
        const cancel = clock.after(throttled(delayMs), due)
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
