import type { LineSignal } from '../transport/link.ts'
import { createDeadline } from '../platform/timers.ts'
import type { Clock } from '../platform/clock.ts'
import type { Wakeups } from '../platform/wakeups.ts'
import { givenUp, lostBy, type LineOutcome } from './line-end.ts'

export interface LineLife {
  /** Aborts when the line is over. Everything that runs for the line stops with it. */
  readonly signal: LineSignal
  /** Ends the line. Only the first end counts. */
  end(outcome: LineOutcome, reason?: unknown): void
  lost(cause: unknown): void
  /** Calls `run` when the line is over and that has been reported. Returns the function that forgets it. */
  whenOver(run: () => void): () => void
}

/** The life of one line, inside that of its connection (`outer`). Calls `over` once, when everything has been stopped. */
export function startLineLife(outer: AbortSignal, over: (outcome: LineOutcome) => void): LineLife {
  const scope = new AbortController()
  const waiting = new Set<() => void>()
  const end = (outcome: LineOutcome, reason: unknown = outcome.cause ?? 'left') => {
    if (scope.signal.aborted) return
    outer.removeEventListener('abort', closed)
    scope.abort(reason)
    over(outcome)
    for (const run of waiting) run()
  }
  const closed = () => end({ type: 'over' }, outer.reason)
  outer.addEventListener('abort', closed)
  return {
    signal: scope.signal as LineSignal,
    end,
    lost: (cause) => end(lostBy(cause)),
    whenOver(run) {
      waiting.add(run)
      return () => void waiting.delete(run)
    },
  }
}

interface Surroundings {
  readonly clock: Clock
  readonly wakeups: Wakeups
  readonly openTimeoutMs: number
}

/**
 * Ends a line on which nothing comes while it opens, and one that the page or the network has overtaken. Returns what sets the
 * time that opening may go on from now.
 */
export function endLineWith(surroundings: Surroundings, life: LineLife, isOpening: () => boolean) {
  const { clock, wakeups, openTimeoutMs } = surroundings
  const redial = (why: string) => life.end(givenUp(why, 'wakeup'))
  const unsubscribe = wakeups.subscribe((wakeup) => {
    if (wakeup === 'unfrozen') redial('the page was frozen: its line cannot be trusted')
    else if (wakeup === 'online' && isOpening()) redial('the network is back: dialing anew')
  })
  let allowedMs = openTimeoutMs
  const deadline = createDeadline(clock, () =>
    life.end(givenUp(`unable to open the line: nothing came for ${allowedMs} ms`, 'deadline')),
  )
  const openWithin = (delayMs: number) => deadline((allowedMs = delayMs))
  openWithin(openTimeoutMs)
  life.signal.addEventListener('abort', () => (openWithin(Infinity), unsubscribe()), { once: true })
  return openWithin
}
