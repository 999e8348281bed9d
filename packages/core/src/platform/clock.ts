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

/** `setTimeout` runs at once what is to wait longer than this (24.8 days). */
const longestDelayMs = 2 ** 31 - 1

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, longestDelayMs))
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** Time that has really passed. */
export interface Stopwatch {
  /** Milliseconds since it was started, or started again. */
  elapsedMs(): number
  restart(): void
}

/** Both clocks are rounded, in some browsers to 100 ms: what they differ by within this is no sleep. */
const roundingMs = 250

/**
 * Counts what the monotonic clock says, and what the wall clock gains on it: a sleep counts although the monotonic clock may
 * stand still in it, and a wall clock set back takes nothing away. However often it is read, rounding does not add up.
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
      elapsedMs()
      startedAt = clock.monotonic()
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
