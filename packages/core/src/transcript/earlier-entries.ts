import type { TranscriptEvent } from '../protocol/protocol.ts'
import type { MessageChanges } from './message-changes.ts'
import type { PlacedEntries } from './placed-entries.ts'
import type { TranscriptEntry } from './transcript-entry.ts'

/** `own`: it is this visitor's. */
export interface ReceivedEvent {
  readonly event: TranscriptEvent
  readonly own: boolean
}

export interface EarlierEntriesOptions {
  readonly changes: Pick<MessageChanges, 'takeEarlier'>
  readonly placed: Pick<PlacedEntries, 'placeEarlier'>
  entryOf(received: ReceivedEvent): TranscriptEntry
}

/** What comes before all events that are here. */
export function createEarlierEntries({ changes, placed, entryOf }: EarlierEntriesOptions) {
  /** Of own events that have come alone, by index. */
  const aside = new Map<number, TranscriptEntry>()

  return {
    /** Takes an own event that comes alone. Its entry is placed with those around it. */
    settleEarlier(event: TranscriptEvent): TranscriptEntry {
      const entry = entryOf({ event, own: true })
      aside.set(event.index, entry)
      return entry
    },

    /** Takes the events that come right before those that are here, the newest first. Gives the entry of each. */
    addEarlier(events: readonly ReceivedEvent[]): readonly TranscriptEntry[] {
      const shown: TranscriptEntry[] = []
      const entries = events.map((received) => {
        const { event } = received
        const entry = aside.get(event.index) ?? entryOf(received)
        aside.delete(event.index)
        const own = changes.takeEarlier(entry, event)
        if (own) shown.push(own)
        return own ?? entry
      })
      placed.placeEarlier(shown)
      return entries
    },
  }
}
