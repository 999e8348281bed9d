/** Passes events on, or holds a number of them and passes them on together, in reverse. */
export interface EventReversal {
  /** Passes the event on, or holds it until enough have come. */
  receive(event: unknown): void
  /** Holds the next `count` events. Releases those of an earlier reversal first. */
  begin(count: number): void
  /** Passes on what is held, in reverse, and ends the reversal. */
  release(): void
}

export function createEventReversal(passOn: (event: unknown) => void): EventReversal {
  let held: { readonly count: number; readonly events: unknown[] } | undefined

  function release(): void {
    const events = held?.events.reverse() ?? []
    held = undefined
    events.forEach(passOn)
  }
  return {
    receive(event) {
      if (!held) return passOn(event)
      if (held.events.push(event) >= held.count) release()
    },
    begin(count) {
      release()
      held = { count, events: [] }
    },
    release,
  }
}
