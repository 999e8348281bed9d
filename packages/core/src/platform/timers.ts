import type { Clock } from './clock.ts'
import type { Wakeups } from './wakeups.ts'

export interface DeadlineOptions {
  readonly clock: Clock
  /** Its end clears the deadline. */
  readonly signal: AbortSignal
}

/**
 * A deadline that a sleep does not bring nearer, and that is put off far more often than it is reached. Returns what sets it
 * to `delayMs` from now; `Infinity` clears it. Putting it off touches no timer: the armed one finds that it is early, and is
 * armed again for the remainder.
 */
export function createDeadline({ clock, signal }: DeadlineOptions, reached: () => void): (delayMs: number) => void {
  let due = Infinity
  let armedFor = Infinity
  let disarm: () => void = () => undefined

  const arm = (delayMs: number) => {
    disarm()
    armedFor = due
    if (delayMs < Infinity) disarm = clock.after(delayMs, check)
  }
  const check = () => {
    const remainingMs = due - clock.monotonic()
    if (remainingMs > 0) return arm(Math.ceil(remainingMs))
    armedFor = Infinity
    reached()
  }
  const set = (delayMs: number) => {
    due = clock.monotonic() + delayMs
    if (due < armedFor || due === Infinity) arm(delayMs)
  }
  signal.addEventListener('abort', () => set(Infinity))
  return set
}

export interface ElapsedOptions {
  readonly clock: Clock
  readonly wakeups: Wakeups
  /** A timer that fires later than this was held up along with all else in the page: it looks once more after so long. */
  readonly lateMs?: number
  /** Called once. */
  run(): void
}

export interface ElapsedTimer {
  /** Looks again within so long: less may remain than before. An armed timer that looks as soon is left as it is. */
  checkWithin(delayMs: number): void
  stop(): void
}

/**
 * Waits until `remainingMs()` is 0 or less, where a sleep counts: measure it with a stopwatch. Looks by timer, and at once
 * when the page wakes. What remains may grow at any time; the timer finds that it is early and is armed again.
 */
export function whenElapsed(remainingMs: () => number, options: ElapsedOptions): ElapsedTimer {
  const { clock, wakeups, lateMs = Infinity, run } = options
  let over = false
  let disarm: () => void = () => undefined
  /** When the armed timer looks. */
  let looksAt = 0

  const arm = (delayMs: number, look: () => void) => {
    disarm()
    looksAt = clock.monotonic() + delayMs
    disarm = clock.after(delayMs, look)
  }
  const stop = () => {
    if (over) return
    over = true
    disarm()
    unsubscribe()
  }
  const check = (forgives = true) => {
    if (over) return
    const remaining = remainingMs()
    // Whole milliseconds: a remainder of rounding, too small to move a clock, would be waited for again and again.
    if (remaining > 0) arm(Math.ceil(remaining), check)
    else if (forgives && remaining < -lateMs) {
      arm(lateMs, () => check(false))
      // No look in between, which would forgive anew.
      looksAt = 0
    } else {
      stop()
      run()
    }
  }
  const unsubscribe = wakeups.subscribe(() => check(false))
  check()
  return {
    checkWithin(delayMs) {
      if (!over && clock.monotonic() + delayMs < looksAt) arm(delayMs, check)
    },
    stop,
  }
}
