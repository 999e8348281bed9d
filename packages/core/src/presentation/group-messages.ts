import { checkOptions } from '../checks/check-argument.ts'
import { aFunction, milliseconds, object, optional } from '../checks/guards.ts'
import type { Party } from '../protocol/protocol.ts'
import type { TranscriptEntry } from '../transcript/transcript-entry.ts'
import { messageOf } from './message-of.ts'

/** What was said by one party in one go, or (without `party`) one entry that is no message. */
export interface MessageGroup {
  /** Of the first entry: fit for a list's `key`. */
  readonly key: string
  readonly party?: Party
  /** The visitor said it. */
  readonly own: boolean
  /** Of the last entry, epoch milliseconds. */
  readonly at: number
  readonly entries: readonly TranscriptEntry[]
}

/** What was said on one day. */
export interface MessageDay {
  readonly key: string
  /** Of the first entry, epoch milliseconds. */
  readonly at: number
  readonly groups: readonly MessageGroup[]
}

/** How `groupMessages` puts messages together. */
export interface GroupMessagesOptions {
  /** The session's `party`. */
  readonly visitor: Party
  /** The longest pause within a group. @default 60_000 */
  readonly pauseMs?: number
  /** Names the day of a time. @default the day in the page's own time zone */
  readonly dayOf?: (at: number) => string
}

const optionGuards = { visitor: object, pauseMs: optional(milliseconds), dayOf: optional(aFunction) }

type GrowingDay = MessageDay & { readonly groups: MessageGroup[] }

/** The transcript as it is shown: by day, then by who speaks, without a pause. */
export function groupMessages(entries: readonly TranscriptEntry[], options: GroupMessagesOptions): MessageDay[] {
  checkOptions('groupMessages', options, optionGuards)
  const { visitor, pauseMs = 60_000, dayOf = localDay } = options
  const days: GrowingDay[] = []
  for (const entry of entries) {
    const { groups } = dayFor(days, dayOf(entry.at), entry.at)
    const party = messageOf(entry, visitor)?.party
    const last = groups.at(-1)
    if (last && follows(last, party, entry.at - pauseMs))
      groups[groups.length - 1] = { ...last, at: entry.at, entries: [...last.entries, entry] }
    else groups.push(groupOf(entry, party, visitor))
  }
  return days
}

/** The last day, or a new one if that has another name. */
function dayFor(days: GrowingDay[], key: string, at: number): GrowingDay {
  const last = days.at(-1)
  if (last?.key === key) return last
  const day = { key, at, groups: [] }
  days.push(day)
  return day
}

/** What is no message stands alone. */
const follows = (group: MessageGroup, party: Party | undefined, since: number) =>
  party !== undefined && group.party?.id === party.id && group.at >= since

function groupOf(entry: TranscriptEntry, party: Party | undefined, visitor: Party): MessageGroup {
  const { key, at } = entry
  return { key, at, entries: [entry], own: party?.id === visitor.id, ...(party && { party }) }
}

const localDay = (at: number): string => {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}
