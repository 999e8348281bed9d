import type { TranscriptEntry } from '@chat-transport/core'

/** How many entries are drawn at the end at least. */
const atEnd = 20
/** How many come whenever the reader is near an end of what is drawn: in one frame, also on a slow phone. */
const step = 10
/** The most that are drawn for a reader further up. What is far from them goes again. */
const most = 80

export interface DrawnEntries {
  readonly entries: readonly TranscriptEntry[]
  /** There are more here, before these and after them. */
  readonly hasAbove: boolean
  readonly hasBelow: boolean
}

/** The entry that is drawn first, and where it was found. */
interface First {
  readonly key: string
  readonly at: number
}

const nothing: DrawnEntries = { entries: [], hasAbove: false, hasBelow: false }

/**
 * Which entries of a transcript are drawn, however long it is. It follows the end, until it is held: then it stays at the entries that
 * it has, whatever comes above or below, and moves with its reader. `isShown`: whether an entry has anything to show; the same answer each time.
 */
export function createTranscriptWindow(isShown: (entry: TranscriptEntry) => boolean) {
  let all: readonly TranscriptEntry[] = []
  /** Without it the newest are drawn, `count` of them and up to `step` more. */
  let first: First | undefined
  let count = atEnd
  /** The first of the newest: where they begin, and where it holds on. */
  let top: First | undefined
  let drawn = nothing
  let isCurrent = false

  const moveTo = (at: number) => {
    first = { key: all[at]?.key ?? '', at }
    isCurrent = false
  }
  /** Where it begins stays until so many more have come: all of a group is drawn anew when another message is its first. */
  const newest = (): DrawnEntries => {
    const at = top ? placeOf(top, all) : 0
    const sinceTop = take(all, { from: at, by: 1, count: count + step }, isShown)
    if (top && sinceTop.end === all.length && sinceTop.entries.length >= count) {
      top = { key: top.key, at }
      return { entries: sinceTop.entries, hasAbove: at > 0, hasBelow: false }
    }
    const { entries, end } = take(all, { from: all.length - 1, by: -1, count }, isShown)
    const key = all[end + 1]?.key
    top = key === undefined ? undefined : { key, at: end + 1 }
    return { entries: entries.reverse(), hasAbove: end >= 0, hasBelow: false }
  }
  const downFrom = (found: First): DrawnEntries => {
    const at = placeOf(found, all)
    first = { key: all[at]?.key ?? found.key, at }
    const { entries, end } = take(all, { from: at, by: 1, count: most }, isShown)
    return { entries, hasAbove: at > 0, hasBelow: end < all.length }
  }

  return {
    get drawn(): DrawnEntries {
      return drawn
    },
    /** The same object as long as nothing has changed. */
    draw(entries: readonly TranscriptEntry[]): DrawnEntries {
      if (isCurrent && entries === all) return drawn
      all = entries
      isCurrent = true
      return (drawn = first ? downFrom(first) : newest())
    },
    followEnd(): void {
      first = undefined
      count = atEnd
      isCurrent = false
    },
    hold(): void {
      first ??= top
    },
    /** Returns whether there was anything further up. */
    moveUp(): boolean {
      if (!drawn.hasAbove) return false
      if (first) {
        const { end } = take(all, { from: first.at - 1, by: -1, count: step }, isShown)
        moveTo(end + 1)
      } else {
        count += step
        isCurrent = false
      }
      return true
    },
    /** Returns whether there was anything further down. */
    moveDown(): boolean {
      if (!first || !drawn.hasBelow) return false
      const { end } = take(all, { from: first.at, by: 1, count: step }, isShown)
      moveTo(end)
      return true
    },
  }
}
export type TranscriptWindow = ReturnType<typeof createTranscriptWindow>

interface Walk {
  readonly from: number
  readonly by: 1 | -1
  readonly count: number
}

/** So many entries that are shown, in the order of the walk, and where it ended. One by one: the rest of them is not looked at. */
function take(
  all: readonly TranscriptEntry[],
  { from, by, count }: Walk,
  isShown: (entry: TranscriptEntry) => boolean,
) {
  const entries: TranscriptEntry[] = []
  let end = from
  for (; end >= 0 && end < all.length && entries.length < count; end += by) {
    const entry = all[end]
    if (entry && isShown(entry)) entries.push(entry)
  }
  return { entries, end }
}

/** Where the entry is now: not far from where it was. Of one that is gone, what stands in its place. */
function placeOf({ key, at }: First, all: readonly TranscriptEntry[]): number {
  for (let distance = 0; distance < all.length; distance++) {
    if (all[at - distance]?.key === key) return at - distance
    if (all[at + distance]?.key === key) return at + distance
  }
  return Math.max(0, Math.min(at, all.length - 1))
}
