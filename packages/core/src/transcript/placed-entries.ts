import type { TranscriptEntry } from './transcript-entry.ts'

/** Where an own entry belongs: behind the index `after`, and behind own ones of a lower `order` there. */
export interface OwnPlace {
  readonly after: number
  readonly order: number
}

/**
 * The entries that keep their place: by index, and own ones that have failed. `placeOfOwn` gives the place of such a one.
 *
 * While a reading has it, the array is only ever pushed to, or replaced as a whole. So each reading of the transcript shares it with the readings
 * before and after, and an event costs the same however long the transcript is.
 */
export function createPlacedEntries(placeOfOwn: (key: string) => OwnPlace | undefined) {
  let entries: TranscriptEntry[] = []
  /** Whether a reading may hold the array: it is then copied before an entry in it is replaced. */
  let isShared = false

  const placeOf = ({ index, key }: TranscriptEntry): OwnPlace =>
    index === undefined ? (placeOfOwn(key) ?? front) : { after: index, order: 0 }
  const isBehind = (entry: TranscriptEntry, place: OwnPlace) => inOrder(placeOf(entry), place) > 0

  return {
    get entries(): readonly TranscriptEntry[] {
      isShared = true
      return entries
    },
    /** Replaces the entry with this index, if it is here. Looked for from the end, since what is changed is mostly new. */
    replace(index: number, by: (entry: TranscriptEntry) => TranscriptEntry): TranscriptEntry | undefined {
      let at = entries.length
      while (at-- && entries[at]?.index !== index);
      const entry = entries[at]
      if (!entry) return undefined
      if (isShared) entries = [...entries]
      isShared = false
      return (entries[at] = by(entry))
    },
    place(entry: TranscriptEntry, place: OwnPlace) {
      let at = entries.length
      for (let last = entries[at - 1]; last && isBehind(last, place); last = entries[at - 1]) at--
      if (at === entries.length) entries.push(entry)
      else entries = [...entries.slice(0, at), entry, ...entries.slice(at)]
    },
    /** Places entries that came before all those with an index. */
    placeEarlier(earlier: readonly TranscriptEntry[]) {
      entries = [...earlier, ...entries].sort((a, b) => inOrder(placeOf(a), placeOf(b)))
    },
    remove(entry: TranscriptEntry) {
      entries = entries.filter((each) => each !== entry)
    },
  }
}
const front: OwnPlace = { after: 0, order: 0 }
const inOrder = (a: OwnPlace, b: OwnPlace) => a.after - b.after || a.order - b.order

export type PlacedEntries = ReturnType<typeof createPlacedEntries>
