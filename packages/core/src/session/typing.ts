import type { Clock } from '../platform/clock.ts'
import type { EventTyping, Party } from '../protocol/protocol.ts'
import { typingLapseMs } from '../protocol/protocol-numbers.ts'

/** While the visitor types, this often is enough for the other side, whose own sign lapses later than that. */
const throttleMs = 3000
/** What they type changes all the time. */
const previewMs = 500

export interface TypingThrottleOptions {
  readonly clock: Clock
  /** `undefined`: the visitor has stopped. An empty text: they type, and what is not told. */
  send(text: string | undefined): void
}

/** Turns key presses into few commands: one every 3 s while typing, 500 ms while the text changes, and the stop at once. */
export function createTypingThrottle({ clock, send }: TypingThrottleOptions) {
  let told: { readonly at: number; readonly text: string } | undefined
  let cancelLatest: () => void = () => undefined

  const tell = (text: string) => {
    told = { at: clock.monotonic(), text }
    send(text)
  }
  const forget = () => {
    cancelLatest()
    told = undefined
  }
  return {
    /** `text`: what has been typed, where that may be told. */
    typing(isTyping: boolean, text = '') {
      cancelLatest()
      const waitMs = told ? told.at + (told.text === text ? throttleMs : previewMs) - clock.monotonic() : 0
      if (!isTyping) {
        if (told) send(undefined)
        forget()
      } else if (waitMs <= 0) tell(text)
      else if (told?.text !== text) cancelLatest = clock.after(waitMs, () => tell(text))
    },
    /** The other side takes the visitor for not typing: after a message, or on a new line. */
    forget,
  }
}

/** Somebody who is typing. */
export interface TypingParty extends Party {
  /** What they have typed, where the server shows that before it is sent. */
  readonly text?: string
}

/** Who is typing, and what. A sign that is not renewed lapses, and so does one that something else makes untrue. */
export function createTypingWatch(clock: Clock, told: (event: EventTyping) => void) {
  const typing = new Map<string, { readonly party: Party; readonly text?: string; readonly cancel: () => void }>()
  let parties: readonly TypingParty[] = []

  const tell = (event: EventTyping) => {
    parties = [...typing.values()].map(({ party, text }) => (text ? { ...party, text } : party))
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
      const { party, isTyping, text } = event
      forget(party.id)
      if (isTyping)
        typing.set(party.id, { party, ...(text && { text }), cancel: clock.after(typingLapseMs, () => lapse(party)) })
      tell(event)
    },
    lapse,
    lapseAll() {
      for (const { party } of [...typing.values()]) lapse(party)
    },
  }
}
export type TypingWatch = ReturnType<typeof createTypingWatch>
