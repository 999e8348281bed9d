/** Time and chance, as an option of everything that uses them. */
export interface Clock {
  /** Wall clock, epoch milliseconds. May jump either way; counts the time a machine sleeps. */
  now(): number
  /** Milliseconds from some fixed point. Never goes back; may stand still while a machine sleeps. */
  monotonic(): number
  /** Runs `run` once, `delayMs` from now or later. Returns the function that cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** From 0 up to, not including, 1. */
  random(): number
}

/** The longest delay that timers keep: 24 days. `setTimeout` fires at once when it is given more. */
export const longestTimerMs = 2 ** 31 - 1

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, longestTimerMs))
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** Measures the time that has really passed, sleep included. */
export interface Stopwatch {
  /** Milliseconds since it was started, or started again. */
  elapsedMs(): number
  /** Measures from now on. */
  restart(): void
}

/** Both clocks are rounded, in some browsers to 100 ms. A smaller difference is rounding, not sleep. */
const roundingMs = 250

/**
 * Adds what the wall clock gains on the monotonic clock, because the monotonic clock may stand still while the machine
 * sleeps. A wall clock that is set back takes nothing away. Rounding does not add up, however often it is read.
 */
export function startStopwatch(clock: Clock): Stopwatch {
  let startedAt = clock.monotonic()
  let asleepMs = 0
  let wallAhead = clock.now() - startedAt
  const elapsedMs = () => {
    const monotonic = clock.monotonic()
    const gained = clock.now() - monotonic - wallAhead
    if (Math.abs(gained) > roundingMs) {
      wallAhead += gained
      asleepMs += Math.max(0, gained)
    }
    return monotonic - startedAt + asleepMs
  }
  return {
    elapsedMs,
    restart() {
      startedAt += elapsedMs() - asleepMs
      asleepMs = 0
    },
  }
}

/** Resolves after `delayMs`, or as soon as `signal` aborts; never rejects. */
export function abortableDelay(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      cancel()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const cancel = clock.after(delayMs, finish)
    signal.addEventListener('abort', finish)
  })
}
