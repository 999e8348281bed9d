import type { Clock } from '../platform/clock.ts'
import { createDeadline } from '../platform/timers.ts'

/** How long a missing index may be on its way while later ones have come. */
export const gapTimeoutMs = 200
/** How long catching up may stand still. */
export const stallTimeoutMs = 5000

/** Outlives the line: the index that the last line could not get. */
export interface MissingIndex {
  index?: number
}

export interface EventOrderOptions {
  readonly clock: Clock
  readonly missing: MissingIndex
  /** The index up to which the listener has everything. */
  position(): number
  /** When something has last come on the line, epoch milliseconds. */
  lastHeardAt(): number
  hand(event: unknown): void
  /** The line cannot get this index: it is lost (T4). */
  stuck(index: number): void
  /** What is missing has been given up: the server skips it line after line. */
  skipped(): void
}

export interface EventOrder {
  take(event: unknown, index: number): void
  /** Events up to `head` are to come. */
  expect(head: number): void
  readonly caughtUp: boolean
  /** Stops the timer and hands on nothing more. */
  stop(): void
}

/**
 * Puts transcript events in the order of their index (T4). Later ones wait for an earlier one 200 ms at most; then the line
 * is lost, and an index that the next line skips too is given up, so that one lost event cannot stop a chat.
 */
export function createEventOrder(options: EventOrderOptions): EventOrder {
  const { clock, missing, position, lastHeardAt, hand, stuck, skipped } = options
  const early = new Map<number, unknown>()
  let head = 0
  let awaited: { readonly index: number; readonly limitMs: number; readonly since: number } | undefined
  let stopped = false

  const drain = () => {
    for (let next = position() + 1; !stopped && early.has(next); next = position() + 1) handEarly(next)
  }
  const handEarly = (index: number) => {
    const event = early.get(index)
    early.delete(index)
    hand(event)
  }
  /** The deadline belongs to the index that is waited for: what comes after a gap does not put it off. */
  const watch = () => {
    const index = position() + 1
    const limitMs = early.size > 0 ? gapTimeoutMs : index <= head ? stallTimeoutMs : Infinity
    if (stopped || (awaited?.index === index && awaited.limitMs === limitMs)) return
    awaited = { index, limitMs, since: clock.now() }
    setDeadline(limitMs)
  }
  const giveUp = () => {
    const index = position() + 1
    const isSilent = early.size === 0 && lastHeardAt() <= (awaited?.since ?? 0)
    awaited = undefined
    if (missing.index !== index) {
      missing.index = index
      return stuck(index)
    }
    // Nothing at all has come: the line may be too slow for one large event. Its liveness says when it is lost.
    if (isSilent) return watch()
    if (early.size > 0) {
      handEarly([...early.keys()].reduce((a, b) => Math.min(a, b)))
      drain()
      watch()
    } else head = position()
    skipped()
  }
  const setDeadline = createDeadline(clock, giveUp)

  return {
    take(event, index) {
      if (stopped) return
      if (index > position() + 1) early.set(index, event)
      else hand(event)
      drain()
      watch()
    },
    expect(newHead) {
      head = newHead
      watch()
    },
    get caughtUp() {
      return position() >= head
    },
    stop() {
      stopped = true
      setDeadline(Infinity)
    },
  }
}
