import type { Clock } from '@chat-transport/core'
import { inspect } from './outcome.ts'

/** One step of a case: an action or an event. */
export interface TraceEntry {
  /** Milliseconds from the start of the case. */
  readonly atMs: number
  readonly who: string
  readonly what: string
  /** How often it happened in a row, if more than once. */
  readonly times?: number
}

/** All steps of one case, and a way to wait for the next. */
export interface Trace {
  readonly entries: readonly TraceEntry[]
  /** Adds a line. */
  note(who: string, what: string, ...details: unknown[]): void
  /** Resolves at the next entry, or after `atMostMs`. */
  next(atMostMs: number): Promise<void>
}

export function createTrace(clock: Clock): Trace {
  const entries: TraceEntry[] = []
  const waiting = new Set<() => void>()
  const startedAt = clock.monotonic()
  return {
    entries,
    note(who, what, ...details) {
      const text = [what, ...details.map((each) => inspect(each))].join(' ')
      const last = entries.at(-1)
      if (last?.who === who && last.what === text) entries.splice(-1, 1, { ...last, times: (last.times ?? 1) + 1 })
      else entries.push({ atMs: Math.round(clock.monotonic() - startedAt), who, what: text })
      for (const wake of [...waiting]) wake()
    },
    next: (atMostMs) =>
      new Promise((resolve) => {
        const wake = () => {
          cancel()
          waiting.delete(wake)
          resolve()
        }
        const cancel = clock.after(atMostMs, wake)
        waiting.add(wake)
      }),
  }
}
