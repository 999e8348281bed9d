import type { TranscriptEntry } from './transcript-entry.ts'

/** How many messages of others come after index `upTo`. */
export function unreadCount(entries: readonly TranscriptEntry[], upTo: number): number {
  let count = 0
  for (let at = entries.length - 1; at >= 0; at--) {
    const { index, event, delivery } = entries[at] as TranscriptEntry
    if (index !== undefined && index <= upTo) break
    if (event?.type === 'EventMessage' && !delivery) count++
  }
  return count
}
