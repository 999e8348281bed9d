import type { EventMessagePart, TranscriptEvent } from '../protocol/protocol.ts'
import type { TranscriptEntry } from './transcript-entry.ts'

/** A message that another is saying, as far as it has come. */
type Draft = Pick<TranscriptEntry, 'key' | 'at' | 'streaming'> & { readonly part: EventMessagePart }

/**
 * The messages that others are saying. The server's event then takes the place of each. `isWhole`: whether that of the draft with
 * this key has come.
 */
export function createDrafts(changed: () => void, isWhole: (key: string) => boolean) {
  const open = new Map<string, Draft>()
  /** Those that the server did not name at the last attach. Their events may still come with what was missed. */
  let outdated: readonly string[] = []

  return {
    list: (): TranscriptEntry[] => [...open.values()],
    /** Takes what is new of a part. Nothing is when it has come before, or does not fit at the end. */
    add(event: EventMessagePart, now: number) {
      const { draft, offset } = event
      const key = keyOf(draft)
      const known = open.get(draft)
      const before = known?.part.text ?? ''
      const text = before.slice(0, offset) + event.text
      if (offset > before.length || text.length <= before.length || isWhole(key)) return
      open.set(draft, { key, at: now, ...known, streaming: true, part: { ...event, offset: 0, text } })
      changed()
    },
    /** The event of a draft takes its place: gives the key, which stays. `undefined` for any other event. */
    settle(event: TranscriptEvent): string | undefined {
      const { draft } = event as { readonly draft?: string }
      if (draft === undefined) return undefined
      open.delete(draft)
      return keyOf(draft)
    },
    /** The server has named those that are open. */
    named(drafts: readonly string[] = []) {
      outdated = [...open.keys()].filter((draft) => !drafts.includes(draft))
    },
    /** All that was missed has come: of those that were not named nothing will. */
    caughtUp() {
      if (outdated.filter((draft) => open.delete(draft)).length > 0) changed()
    },
    /** The session is over here: what there is of them stays. */
    stop() {
      for (const [draft, { key, at, part }] of open) open.set(draft, { key, at, part })
      if (open.size > 0) changed()
    },
  }
}

/** Apart from the keys of commands and indexes. */
const keyOf = (draft: string) => `draft ${draft}`
