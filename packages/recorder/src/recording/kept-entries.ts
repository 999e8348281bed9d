import { toJson } from '@chat-transport/core'
import type { LogEntry } from '../format/session-log.ts'

/** The opening of a chat may take no more of the log than this part: what is newest has to have a place. */
const openingShare = 1 / 4

interface KeptEntry {
  readonly at: number
  readonly json: string
}

/**
 * Keeps entries as JSON, so that nobody changes them any more, of at most `maxCharacters`. How the chat was opened is kept, and what is
 * newest: what comes between is dropped.
 */
export function createKeptEntries(maxCharacters: number) {
  const opening: KeptEntry[] = []
  /** A queue: to take the first of an array moves all others. */
  const recent = new Set<KeptEntry>()
  let characters = 0
  let isOpening = true
  let dropped: { readonly at: number; readonly entries: number; readonly until: number } | undefined

  const dropOldest = () => {
    const [oldest] = recent
    if (!oldest) return
    recent.delete(oldest)
    const { at, json } = oldest
    characters -= json.length
    dropped = { at: dropped?.at ?? at, entries: (dropped?.entries ?? 0) + 1, until: at }
  }
  return {
    add(entry: LogEntry) {
      const kept = { at: entry.at, json: toJson(entry) }
      characters += kept.json.length
      if (characters > maxCharacters * openingShare) isOpening = false
      if (isOpening) opening.push(kept)
      else recent.add(kept)
      if (entry.type === 'connectivity' && entry.current === 'connected') isOpening = false
      while (characters > maxCharacters && recent.size > 0) dropOldest()
    },
    /** What is kept now, with a word on what was dropped in the place where it stood. */
    list: (): LogEntry[] => [
      ...opening.map(parsed),
      ...(dropped ? [{ type: 'dropped' as const, ...dropped }] : []),
      ...[...recent].map(parsed),
    ],
  }
}

const parsed = ({ json }: KeptEntry) => JSON.parse(json) as LogEntry
