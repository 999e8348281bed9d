import type { TranscriptEntry } from './transcript-entry.ts'

/** Where an own entry belongs: behind the index `after`, and behind own ones of a lower `order` there. */
export interface OwnPlace {
  readonly after: number
  readonly order: number
}

/** The entries that keep their place: by index, and own ones that have failed. `placeOfOwn` gives the place of such a one. */
export function createPlacedEntries(placeOfOwn: (key: string) => OwnPlace | undefined) {
  const entries: TranscriptEntry[] = []

  /** True when `entry` stands behind an own one with this place. */
  const isBehind = (entry: TranscriptEntry, { after, order }: OwnPlace) => {
    if (entry.index !== undefined) return entry.index > after
    const own = placeOfOwn(entry.key)
    return own !== undefined && (own.after > after || (own.after === after && own.order > order))
  }

  return {
    /** Changes with what is placed. */
    entries: entries as readonly TranscriptEntry[],
    /** Replaces the entry with this index, if it is here. Looked for from the end, since what is changed is mostly new. */
    replace(index: number, by: (entry: TranscriptEntry) => TranscriptEntry): TranscriptEntry | undefined {
      const isEarlier = (entries[0]?.index ?? 0) > index
      let at = isEarlier ? 0 : entries.length
      while (at-- > 0 && entries[at]?.index !== index);
      const entry = entries[at]
      return entry && (entries[at] = by(entry))
    },
    place(entry: TranscriptEntry, place: OwnPlace) {
      const first = entries[0]
      // Most come last, and earlier ones that are loaded come first.
      let at = first && isBehind(first, place) ? 0 : entries.length
      for (let last = entries[at - 1]; last && isBehind(last, place); last = entries[at - 1]) at--
      entries.splice(at, 0, entry)
    },
    remove(entry: TranscriptEntry) {
      const at = entries.indexOf(entry)
      if (at >= 0) entries.splice(at, 1)
    },
  }
}
export type PlacedEntries = ReturnType<typeof createPlacedEntries>
