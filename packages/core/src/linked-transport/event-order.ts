import type { Clock } from '../platform/clock.ts'
import { createDeadline } from '../platform/timers.ts'

/** How long a missing index may be on its way while later ones have come. */
const gapTimeoutMs = 200
/** How long catching up may stand still while other things come. */
const stallTimeoutMs = 5000

/** Outlives the line: the index that the last line could not get. */
export interface MissingIndex {
  index?: number
}

export interface EventOrderOptions<Event> {
  readonly clock: Clock
  /** The line's life: its end stops the timer, and nothing more is delivered. */
  readonly signal: AbortSignal
  readonly missing: MissingIndex
  /** When something whole last came on the line, epoch milliseconds. */
  lastHeardAt(): number
  deliver(event: Event): void
  /** The line cannot get this index: it is lost (T4). */
  stuck(index: number): void
}

export interface EventOrder<Event> {
  /** The attach is answered: the listener has everything up to `position`. */
  begin(position: number): void
  add(event: Event, index: number): void
  /** Events up to `head` are to come. Calls `caughtUp` when they have, but for those that the server skips on line after line. */
  expect(head: number, caughtUp: () => void): void
}

/**
 * Delivers transcript events in the order of their index (T4), and counts its position from what it has delivered. Later
 * events wait for an earlier one 200 ms at most; then the line is lost. An index that the next line skips too is given up,
 * so that one lost event cannot stop a chat.
 */
export function createEventOrder<Event>(options: EventOrderOptions<Event>): EventOrder<Event> {
  const { clock, signal, missing, lastHeardAt, stuck } = options
  const early = new Map<number, Event>()
  /** Everything up to this index has been delivered. */
  let position = 0
  let expected: { head: number; readonly caughtUp: () => void } | undefined
  let awaited: { readonly index: number; readonly limitMs: number; readonly since: number } | undefined

  const deliver = (event: Event, index: number) => {
    position = Math.max(position, index)
    options.deliver(event)
  }
  const deliverEarly = (index: number) => {
    const event = early.get(index) as Event
    early.delete(index)
    deliver(event, index)
  }
  /** Delivers what is next and has come, then watches over what has not. */
  const goOn = () => {
    while (!signal.aborted && early.has(position + 1)) deliverEarly(position + 1)
    if (signal.aborted) return
    const reached = expected && position >= expected.head ? expected : undefined
    if (reached) expected = undefined
    watch()
    reached?.caughtUp()
  }
  /** The deadline belongs to the awaited index: what comes after a gap does not put it off. */
  const watch = () => {
    const index = position + 1
    const limitMs = early.size > 0 ? gapTimeoutMs : expected ? stallTimeoutMs : Infinity
    if (awaited ? awaited.index === index && awaited.limitMs === limitMs : limitMs === Infinity) return
    awaited = limitMs === Infinity ? undefined : { index, limitMs, since: clock.now() }
    setDeadline(limitMs)
  }
  const setDeadline = createDeadline(options, () => {
    const index = position + 1
    const isSilent = early.size === 0 && lastHeardAt() <= (awaited?.since ?? 0)
    awaited = undefined
    // Nothing whole has come: the line may be too slow for one large event. Its liveness says when it is lost.
    if (isSilent) return watch()
    if (missing.index !== index) {
      missing.index = index
      return stuck(index)
    }
    if (early.size > 0) deliverEarly([...early.keys()].sort((a, b) => a - b)[0] as number)
    else if (expected) expected.head = position
    goOn()
  })

  return {
    begin: (start) => void (position = start),
    add(event, index) {
      if (signal.aborted) return
      if (index > position + 1) early.set(index, event)
      else deliver(event, index)
      goOn()
    },
    expect(head, caughtUp) {
      expected = { head, caughtUp }
      goOn()
    },
  }
}
