import type { Clock } from '@chat-transport/core'

/** A line that can be told to attach elsewhere. */
export interface EndingLine {
  /** Whether it has not ended by itself. */
  readonly isOpen: boolean
  shutDown(): void
}

export interface EndEvenlyOptions {
  readonly clock: Clock
  /** Between the end of the first line and the time by which the last one has ended. */
  readonly overMs: number
}

/** Ends lines one after another, so that their pages do not all attach elsewhere at the same time. Resolves when none is open. */
export async function endEvenly(lines: readonly EndingLine[], { clock, overMs }: EndEvenlyOptions): Promise<void> {
  const startedAt = clock.monotonic()
  const dueAt = (place: number) => startedAt + (place * overMs) / lines.length
  for (const [place, line] of lines.entries()) {
    if (!line.isOpen) continue
    const waitMs = dueAt(place) - clock.monotonic()
    if (waitMs > 0) await new Promise<void>((resolve) => void clock.after(Math.max(stepMs, waitMs), resolve))
    line.shutDown()
  }
}

/** Thousands of lines are ended some at a time, with no timer for each. */
const stepMs = 20
