import type { LineSignal } from '../transport/link.ts'
import { createDeadline } from '../platform/timers.ts'
import { givenUp, lostBy, type LineOutcome, type LostBy } from './line-end.ts'
import type { LineContext } from './line-context.ts'

export interface LineLife {
  /** Aborts when the line is over. Everything that runs for the line stops with it. */
  readonly signal: LineSignal
  /** Ends the line. Only the first end counts. */
  end(outcome: LineOutcome, reason?: unknown): void
  /** This side gives the line up. */
  giveUp(why: string, by: LostBy): void
  lost(cause: unknown): void
}

/** The life of one line, inside that of its connection (`outer`). Calls `over` once, when everything has been stopped. */
export function startLineLife(outer: AbortSignal, over: (outcome: LineOutcome) => void): LineLife {
  const scope = new AbortController()
  const end = (outcome: LineOutcome, reason: unknown = outcome.cause ?? 'left') => {
    if (scope.signal.aborted) return
    outer.removeEventListener('abort', closed)
    scope.abort(reason)
    over(outcome)
  }
  const closed = () => end({ type: 'over' }, outer.reason)
  outer.addEventListener('abort', closed)
  return {
    signal: scope.signal as LineSignal,
    end,
    giveUp: (why, by) => end(givenUp(why, by)),
    lost: (cause) => end(lostBy(cause)),
  }
}

/**
 * Ends a line on which nothing comes while it opens, and one that the page or the network has overtaken. Returns what sets the
 * time that opening may go on from now.
 */
export function endLineWith({ clock, wakeups }: LineContext, life: LineLife, isOpening: () => boolean) {
  const { signal, giveUp } = life
  const unsubscribe = wakeups.subscribe((wakeup) => {
    if (wakeup === 'unfrozen') giveUp('the page was frozen: its line cannot be trusted', 'wakeup')
    else if (wakeup === 'online' && isOpening()) giveUp('the network is back: dialing anew', 'wakeup')
  })
  signal.addEventListener('abort', unsubscribe)
  let allowedMs: number
  const deadline = createDeadline({ clock, signal }, () =>
    giveUp(`unable to open the line: nothing came for ${allowedMs} ms`, 'deadline'),
  )
  return (delayMs: number) => deadline((allowedMs = delayMs))
}
