import type { TranscriptEntry } from './transcript-entry.ts'

/** How many messages of others than the visitor come after index `upTo`. */
export function unreadCount(entries: readonly TranscriptEntry[], upTo: number, visitorId: string): number {
  let count = 0
  for (let at = entries.length - 1; at >= 0; at--) {
    const { index, event } = entries[at] as TranscriptEntry
    if (index !== undefined && index <= upTo) break
    if (event?.type === 'EventMessage' && event.party.id !== visitorId) count++
  }
  return count
}
