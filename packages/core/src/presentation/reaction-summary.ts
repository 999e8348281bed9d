import type { Party } from '../protocol/protocol.ts'
import type { Reaction } from '../transcript/transcript-entry.ts'

/** One emoji at a message, and who has put it there. */
export interface ReactionCount {
  readonly emoji: string
  readonly parties: readonly Party[]
  /** The visitor is among them. */
  readonly own: boolean
}

/** Reactions by emoji, in the order in which each came first. `visitorId`: the id of the session's `party`. */
export function reactionSummary(reactions: readonly Reaction[] | undefined, visitorId: string): ReactionCount[] {
  const counts: ReactionCount[] = []
  for (const { emoji, party } of reactions ?? []) {
    const at = counts.findIndex((count) => count.emoji === emoji)
    const { parties = [], own = false } = counts[at] ?? {}
    const count = { emoji, parties: [...parties, party], own: own || party.id === visitorId }
    if (at < 0) counts.push(count)
    else counts[at] = count
  }
  return counts
}
