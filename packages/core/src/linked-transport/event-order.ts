import type { Clock } from '../platform/clock.ts'
import { createDeadline } from '../platform/timers.ts'

/** How long a missing index may be on its way while later ones have come. */
export const gapTimeoutMs = 200
/** How long catching up may stand still while other things come. */
export const stallTimeoutMs = 5000

/** Outlives the line: the index that the last line could not get. */
export interface MissingIndex {
  index?: number
}

export interface EventOrderOptions<Event> {
  readonly clock: Clock
  readonly missing: MissingIndex
  /** When something whole last came on the line, epoch milliseconds. */
  lastHeardAt(): number
  deliver(event: Event): void
  /** The line cannot get this index: it is lost (T4). */
  stuck(index: number): void
  /** A missing index has been given up, because the server skips it on line after line. */
  skipped(): void
}

export interface EventOrder<Event> {
  /** The attach is answered: the listener has everything up to `position`. */
  begin(position: number): void
  add(event: Event, index: number): void
  /** Events up to `head` are to come. */
  expect(head: number): void
  readonly caughtUp: boolean
  /** Stops the timer and delivers nothing more. */
  stop(): void
}

/**
 * Delivers transcript events in the order of their index (T4), and counts its position from what it has delivered. Later
 * events wait for an earlier one 200 ms at most; then the line is lost. An index that the next line skips too is given up,
 * so that one lost event cannot stop a chat.
 */
export function createEventOrder<Event>(options: EventOrderOptions<Event>): EventOrder<Event> {
  const { clock, missing, lastHeardAt, stuck, skipped } = options
  const early = new Map<number, Event>()
  /** Everything up to this index has been delivered. */
  let position = 0
  let head = 0
  let awaited: { readonly index: number; readonly limitMs: number; readonly since: number } | undefined
  let stopped = false

  const deliver = (event: Event, index: number) => {
    position = Math.max(position, index)
    options.deliver(event)
  }
  const deliverEarly = (index: number) => {
    const event = early.get(index) as Event
    early.delete(index)
    deliver(event, index)
  }
  const drain = () => {
    while (!stopped && early.has(position + 1)) deliverEarly(position + 1)
  }
  /** The deadline belongs to the awaited index: what comes after a gap does not put it off. */
  const watch = () => {
    const index = position + 1
    const limitMs = early.size > 0 ? gapTimeoutMs : index <= head ? stallTimeoutMs : Infinity
    const isWatched = awaited ? awaited.index === index && awaited.limitMs === limitMs : limitMs === Infinity
    if (stopped || isWatched) return
    awaited = limitMs === Infinity ? undefined : { index, limitMs, since: clock.now() }
    setDeadline(limitMs)
  }
  const giveUp = () => {
    const index = position + 1
    const isSilent = early.size === 0 && lastHeardAt() <= (awaited?.since ?? 0)
    awaited = undefined
    // Nothing whole has come: the line may be too slow for one large event. Its liveness says when it is lost.
    if (isSilent) return watch()
    if (missing.index !== index) {
      missing.index = index
      return stuck(index)
    }
    if (early.size > 0) {
      deliverEarly([...early.keys()].sort((a, b) => a - b)[0] as number)
      drain()
      watch()
    } else head = position
    skipped()
  }
  const setDeadline = createDeadline(clock, giveUp)

  return {
    begin: (start) => void (position = start),
    add(event, index) {
      if (stopped) return
      if (index > position + 1) early.set(index, event)
      else deliver(event, index)
      drain()
      watch()
    },
    expect(newHead) {
      head = newHead
      watch()
    },
    get caughtUp() {
      return position >= head
    },
    stop() {
      stopped = true
      if (awaited) setDeadline(Infinity)
    },
  }
}
