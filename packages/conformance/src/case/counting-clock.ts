import type { Clock } from '@chat-transport/core'

/** A clock that counts its pending timers, and can be moved on or put to sleep. */
export interface CountingClock extends Clock {
  readonly pending: number
  /** Moves the clock on at once. Timers that were set before and fall due on the way run, each at its time. */
  skip(ms: number): void
  /** The machine sleeps: only the wall clock goes on. Less than 0 sets the wall clock back. */
  sleep(ms: number): void
}

interface Timer {
  readonly dueAt: number
  cancel(): void
  run(): void
}

/** Wraps `clock`. A timer counts as pending until it has run or is canceled. */
export function countingClock(clock: Clock): CountingClock {
  const timers = new Set<Timer>()
  let skippedMs = 0
  let sleptMs = 0
  const monotonic = () => clock.monotonic() + skippedMs
  const arm = (timer: Timer) => clock.after(Math.max(0, timer.dueAt - monotonic()), timer.run)
  const skipTo = (time: number) => void (skippedMs += Math.max(0, time - monotonic()))
  return {
    now: () => clock.now() + skippedMs + sleptMs,
    monotonic,
    random: () => clock.random(),
    after(delayMs, run) {
      const timer: Timer = {
        dueAt: monotonic() + delayMs,
        cancel: () => undefined,
        run() {
          if (timers.delete(timer)) run()
        },
      }
      timers.add(timer)
      timer.cancel = arm(timer)
      return () => {
        timers.delete(timer)
        timer.cancel()
      }
    },
    get pending() {
      return timers.size
    },
    sleep(ms) {
      sleptMs += ms
    },
    skip(ms) {
      const end = monotonic() + ms
      const due = [...timers].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)
      for (const timer of due) {
        if (!timers.has(timer)) continue
        timer.cancel()
        skipTo(timer.dueAt)
        timer.run()
      }
      skipTo(end)
      for (const timer of timers) {
        timer.cancel()
        timer.cancel = arm(timer)
      }
    },
  }
}
