import type { Clock } from '@chat-transport/core'
import { ConformanceFailure } from './outcome.ts'
import { createTrace, type Trace } from './trace.ts'

/** The life of one case: its steps, its waits, and what is to be cleaned up. Every context is built on one. */
export interface CaseLife {
  readonly trace: Trace
  /** Throws when the case is over. A case that still runs then must not disturb the next. */
  mustGoOn(): void
  /** The first value of `condition` that is not `false`, `null` or `undefined`. Fails the case after the deadline. */
  until<Value>(
    what: string,
    condition: () => Value | Promise<Value>,
    deadlineMs?: number,
  ): Promise<NonNullable<Exclude<Value, false>>>
  /** Waits until every timer that was set earlier with the same delay has run. */
  outlast(delayMs: number): Promise<void>
  /** Runs `clean` when the case is over, however it ends, or at once if it is already over. */
  onEnd(clean: () => void): void
  /** The case is over: cleans up, the last first. */
  close(): void
}

export interface CaseLifeOptions {
  readonly clock: Clock
  /** The longest wait for one thing that must happen. */
  readonly deadlineMs: number
  /** The shortest pause before a condition is asked again when nothing has happened. */
  readonly soonestMs: number
}

/** Asks less often the longer it waits, because each question may go over a network. */
const shareOfWait = 0.05

export function createCaseLife({ clock, soonestMs, ...options }: CaseLifeOptions): CaseLife {
  const trace = createTrace(clock)
  let cleaners: (() => void)[] | 'over' = []

  const mustGoOn = () => {
    if (cleaners === 'over') throw new ConformanceFailure('the case is over')
  }
  return {
    trace,
    mustGoOn,
    async until(what, condition, deadlineMs = options.deadlineMs) {
      let waitedMs = 0
      for (;;) {
        mustGoOn()
        const value = await condition()
        if (isMet(value)) return value
        if (waitedMs >= deadlineMs)
          throw new ConformanceFailure(`timed out after ${deadlineMs} ms, waiting until ${what}`, {
            expected: what,
            seen: `this did not happen within ${deadlineMs} ms`,
          })
        const pauseMs = Math.max(soonestMs, waitedMs * shareOfWait)
        const pausedAt = clock.monotonic()
        await trace.next(pauseMs)
        // While the process got no turn, nothing could happen: a longer pause is the machine's.
        waitedMs += Math.min(clock.monotonic() - pausedAt, 2 * pauseMs)
      }
    },
    outlast: (delayMs) => new Promise((resolve) => void clock.after(delayMs, resolve)),
    onEnd(clean) {
      if (cleaners === 'over') cleanUp(clean, trace)
      else cleaners.unshift(clean)
    },
    close() {
      const left = cleaners === 'over' ? [] : cleaners
      cleaners = 'over'
      for (const clean of left) cleanUp(clean, trace)
    },
  }
}

/** If one cleaner throws, the others still run. T10 has cases for a close() that throws. */
function cleanUp(clean: () => void, trace: Trace): void {
  try {
    clean()
  } catch (cause) {
    trace.note('kit', 'could not clean up:', cause)
  }
}

function isMet<Value>(value: Value): value is NonNullable<Exclude<Value, false>> {
  return value !== undefined && value !== null && value !== false
}
