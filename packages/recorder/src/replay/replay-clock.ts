import { systemClock, type Clock } from '@chat-transport/core'

/** A clock on which time passes only as far as a replay needs it, and then at once. */
export interface ReplayClock extends Clock {
  /** Like `after`, and lets time pass until then: all that is due before runs before. */
  hurry(delayMs: number, run: () => void): () => void
}

interface Timer {
  readonly due: number
  readonly run: () => void
}

/**
 * The clock to play a log as fast as possible. Give it to `replaySession` and to `createChat`, so that the page's timers run when they
 * did. While the replay waits for the page, time passes for a second at most, and then stands still.
 */
export function replayClock(): ReplayClock {
  const startedAt = systemClock.now()
  let now = 0
  const timers = new Set<Timer>()
  const hurried = new Set<Timer>()
  let isPassing = false

  const start = (delayMs: number, run: () => void): Timer => {
    const timer = { due: now + Math.max(0, delayMs), run }
    timers.add(timer)
    return timer
  }
  const stop = (timer: Timer) => {
    timers.delete(timer)
    hurried.delete(timer)
  }
  /** One timer each turn of the event loop, so that whatever it has begun can go on before the next. */
  const pass = () => {
    if (isPassing || !due()) return
    isPassing = true
    systemClock.after(0, () => {
      isPassing = false
      const next = due()
      if (next) {
        stop(next)
        now = Math.max(now, next.due)
        next.run()
      }
      pass()
    })
  }
  /** What is to run now: somebody waits for it in a hurry, or its time has come already. */
  const due = () => {
    const next = earliest(timers)
    return next && (hurried.size > 0 || next.due <= now) ? next : undefined
  }
  return {
    now: () => startedAt + now,
    monotonic: () => now,
    random: () => systemClock.random(),
    after(delayMs, run) {
      const timer = start(delayMs, run)
      pass()
      return () => stop(timer)
    },
    hurry(delayMs, run) {
      const timer = start(delayMs, run)
      hurried.add(timer)
      pass()
      return () => stop(timer)
    },
  }
}

function earliest(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined
  for (const timer of timers) if (!first || timer.due < first.due) first = timer
  return first
}
