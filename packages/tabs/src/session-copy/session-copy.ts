import type { AttachCommand, EventAttached, EventMessagePart, EventRead, Party, ReadMark } from '@chat-transport/core'
import { placeOf } from './place-of.ts'

/**
 * What one tab knows of a session: enough to answer the attach of any other. Each tab keeps one of what it was told, and goes
 * on with it when it leads.
 */
export interface SessionCopy {
  /** The index of the newest event; 0 before the first. */
  readonly head: number
  /** The index of the oldest event that is here. */
  readonly from: number
  /** The line has been answered; `after` is the position that it was asked for. */
  attached(event: EventAttached, after: number): void
  /** All that the answer named has come, but for what cannot be had. */
  caughtUp(): void
  take(event: unknown): void
  /** Events from before the first one; none: there are none. */
  prepend(events: readonly unknown[]): void
  /** Whether somebody who attaches so needs events from before the first one here. */
  lacks(attach: AttachCommand): boolean
  /** What the server would answer: the `EventAttached`, the events after it, and the drafts. */
  answer(attach: AttachCommand): readonly unknown[]
}

export function createSessionCopy(): SessionCopy {
  const events = new Map<number, unknown>()
  const reads = new Map<string, ReadMark>()
  const present = new Map<string, Party>()
  const drafts = new Map<string, EventMessagePart>()
  /** Drafts that the server has named. Their text may be on its way still. */
  const named = new Set<string>()
  let latest: EventAttached | undefined
  let first = 1
  let from = 1
  let head = 0

  const onPart = ({ draft, party, offset, text, type }: EventMessagePart) => {
    const known = drafts.get(draft)?.text ?? ''
    if (typeof draft !== 'string' || typeof text !== 'string' || !(offset <= known.length)) return
    drafts.set(draft, { type, draft, party, offset: 0, text: known + text.slice(known.length - offset) })
  }
  const onRead = (read: ReadMark | undefined) => {
    if (read?.party?.id) reads.set(read.party.id, { party: read.party, upTo: read.upTo })
  }
  const onPlaced = (event: unknown, index: number) => {
    if (index < from) return
    events.set(index, event)
    head = Math.max(head, index)
    const { type, party, draft } = event as { type?: string; party?: Party | null; draft?: string }
    if (draft !== undefined) for (const known of [drafts, named]) known.delete(draft)
    if (typeof party?.id !== 'string') return
    if (type === 'EventParticipantLeft') present.delete(party.id)
    else present.set(party.id, party)
    if (type === 'EventParticipantUpdated' && latest?.party.id === party.id) latest = { ...latest, party }
  }
  const positionOf = (attach: AttachCommand) => ('after' in attach ? attach.after : 0)
  const wantedAfter = (attach: AttachCommand) => {
    const after = positionOf(attach)
    return after === 0 && attach.last !== undefined ? Math.max(0, head - attach.last) : after
  }

  return {
    get head() {
      return head
    },
    get from() {
      return from
    },
    attached(event, after) {
      latest = event
      first = event.first
      const start = Math.max(event.first, event.from ?? 1, after + 1)
      if (start > head + 1) {
        events.clear()
        from = start
        head = start - 1
      }
      for (const read of listed(event.reads)) onRead(read)
      named.clear()
      for (const draft of listed(event.drafts)) named.add(draft)
      for (const draft of [...drafts.keys()]) if (!named.has(draft)) drafts.delete(draft)
      for (const party of listed(event.participants)) if (party?.id) present.set(party.id, party)
    },
    caughtUp() {
      if (latest) latest = { ...latest, head }
    },
    take(event) {
      const { type, index } = placeOf(event)
      if (index !== undefined) onPlaced(event, index)
      else if (type === 'EventMessagePart') onPart(event as EventMessagePart)
      else if (type === 'EventRead') onRead(event as EventRead)
    },
    prepend(earlier) {
      for (const event of earlier) {
        const { index } = placeOf(event)
        if (index !== undefined && index < from) events.set(index, event)
      }
      while (from > first && events.has(from - 1)) from -= 1
      if (earlier.length === 0) first = from
    },
    lacks: (attach) => from > first && wantedAfter(attach) + 1 < from,
    answer(attach) {
      if (!latest) return []
      const { from: _from, participants: _participants, drafts: _drafts, ...attached } = latest
      const after = positionOf(attach)
      const start = Math.max(wantedAfter(attach), from - 1, after)
      const isPartial = start > after && start + 1 > first
      const missed: unknown[] = []
      for (let index = start + 1; index <= head; index++) if (events.has(index)) missed.push(events.get(index))
      const open = new Set([...named, ...drafts.keys()])
      const answer: EventAttached = {
        ...attached,
        commandId: attach.id,
        head: Math.max(head, latest.head),
        ...(reads.size > 0 && { reads: [...reads.values()] }),
        ...(open.size > 0 && { drafts: [...open] }),
        ...(isPartial && { from: start + 1, participants: [...present.values()] }),
      }
      return [answer, ...missed, ...drafts.values()]
    },
  }
}

/** A list that a server may have left out, or got wrong. */
const listed = <Item>(value: readonly Item[] | undefined): readonly Item[] => (Array.isArray(value) ? value : [])
