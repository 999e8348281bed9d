import type { Clock } from '../platform/clock.ts'
import type { EventTyping, Party } from '../protocol/protocol.ts'

/** While the visitor types, this often is enough for the other side, whose own sign lapses later than that. */
const throttleMs = 3000
const lapseMs = 10_000

/** Turns key presses into few commands: one every 3 s while typing, and the stop at once. */
export function createTypingThrottle(clock: Clock, send: (isTyping: boolean) => void) {
  let toldAt: number | undefined
  return {
    typing(isTyping: boolean) {
      const now = clock.monotonic()
      const known = isTyping ? toldAt !== undefined && now - toldAt < throttleMs : toldAt === undefined
      if (known) return
      toldAt = isTyping ? now : undefined
      send(isTyping)
    },
    /** The other side takes the visitor for not typing: after a message, or on a new line. */
    forget() {
      toldAt = undefined
    },
  }
}

/** Who is typing. A sign that is not renewed lapses, and so does one that something else makes untrue. */
export function createTypingWatch(clock: Clock, told: (event: EventTyping) => void) {
  const typing = new Map<string, { readonly party: Party; readonly cancel: () => void }>()
  let parties: readonly Party[] = []

  const tell = (event: EventTyping) => {
    parties = [...typing.values()].map(({ party }) => party)
    told(event)
  }

  const forget = (partyId: string) => {
    typing.get(partyId)?.cancel()
    return typing.delete(partyId)
  }
  const lapse = (party: Party) => {
    if (forget(party.id)) tell({ type: 'EventTyping', party, isTyping: false })
  }

  return {
    /** Who is typing now. The same array until that changes. */
    get parties() {
      return parties
    },
    onTyping(event: EventTyping) {
      const { party, isTyping } = event
      forget(party.id)
      if (isTyping) typing.set(party.id, { party, cancel: clock.after(lapseMs, () => lapse(party)) })
      tell(event)
    },
    lapse,
    lapseAll() {
      for (const { party } of [...typing.values()]) lapse(party)
    },
  }
}
export type TypingWatch = ReturnType<typeof createTypingWatch>
