import type { EventMessagePart } from '@chat-transport/core'

/** The messages that are being said: those that the server has named, and what has come of them. */
export function createOpenDrafts() {
  const named = new Set<string>()
  const parts = new Map<string, EventMessagePart>()
  return {
    /** An answer names all that go on. */
    named(drafts: readonly string[]) {
      named.clear()
      for (const draft of drafts) named.add(draft)
      for (const draft of [...parts.keys()]) if (!named.has(draft)) parts.delete(draft)
    },
    add({ type, draft, party, offset, text }: EventMessagePart) {
      const known = parts.get(draft)?.text ?? ''
      if (typeof draft !== 'string' || typeof text !== 'string' || !(offset <= known.length)) return
      parts.set(draft, { type, draft, party, offset: 0, text: known + text.slice(known.length - offset) })
    },
    finished(draft: string) {
      named.delete(draft)
      parts.delete(draft)
    },
    names: () => [...new Set([...named, ...parts.keys()])],
    /** Each whole, as far as it has come. */
    parts: () => [...parts.values()],
  }
}
