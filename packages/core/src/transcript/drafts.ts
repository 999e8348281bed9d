import type { EventMessagePart } from '../protocol/protocol.ts'
import type { TranscriptEntry } from './transcript-entry.ts'

/** The messages that others are saying, as far as they have come. The server's event then takes the place of each. */
export function createDrafts() {
  const open = new Map<string, TranscriptEntry>()
  /** Those that the server did not name at the last attach. Their events may still come with what was missed. */
  let outdated: readonly string[] = []

  return {
    entries: () => open.values(),
    /** Takes what is new of a part. False when there is nothing: it has come before, or does not fit at the end. */
    add(event: EventMessagePart, key: string, at: number): boolean {
      const { draft, offset } = event
      const known = open.get(draft)
      const before = known?.part?.text ?? ''
      const text = before.slice(0, offset) + event.text
      if (offset > before.length || text.length <= before.length) return false
      open.set(draft, { key, at, ...known, streaming: true, part: { ...event, offset: 0, text } })
      return true
    },
    remove: (draft: string) => open.delete(draft),
    /** The server has named those that are open. */
    named(drafts: readonly string[]) {
      outdated = [...open.keys()].filter((draft) => !drafts.includes(draft))
    },
    /** All that was missed has come: of those that were not named nothing will. */
    caughtUp: () => outdated.filter((draft) => open.delete(draft)).length > 0,
    /** Nothing more will come of any: what there is stays. False when there is none. */
    stop() {
      for (const [draft, { streaming: _, ...entry }] of open) open.set(draft, entry)
      return open.size > 0
    },
  }
}
