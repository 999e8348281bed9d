import type { Clock } from '@chat-transport/core'
import { inspect } from './outcome.ts'

/** One thing that was done or that happened. `atMs` counts from the start of the case. */
export interface TraceEntry {
  readonly atMs: number
  readonly who: string
  readonly what: string
}

/** Everything one case did and saw, and a way to wait for more. */
export interface Trace {
  readonly entries: readonly TraceEntry[]
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
      const text = [what, ...details.map(inspect)].join(' ')
      entries.push({ atMs: Math.round(clock.monotonic() - startedAt), who, what: text })
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
