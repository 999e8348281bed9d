import type { Clock } from '@chat-transport/core'

/** What both clocks may differ by without any sleep: browsers round them. */
const roundingMs = 250

/** Milliseconds since now, in which a sleep of the machine counts. They never go back, however the wall clock is set. */
export function elapsedTime(clock: Clock): () => number {
  let elapsedMs = 0
  let monotonic = clock.monotonic()
  let wallAhead = clock.now() - monotonic
  return () => {
    const passedMs = clock.monotonic() - monotonic
    const gainedMs = clock.now() - clock.monotonic() - wallAhead
    const isRounding = Math.abs(gainedMs) <= roundingMs
    monotonic += passedMs
    if (!isRounding) wallAhead += gainedMs
    elapsedMs += passedMs + (isRounding ? 0 : Math.max(0, gainedMs))
    return Math.round(elapsedMs * 10) / 10
  }
}
