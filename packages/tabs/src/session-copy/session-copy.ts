import type { AttachCommand, EventAttached, EventMessagePart, Party, ReadMark } from '@chat-transport/core'
import { createOpenDrafts } from './open-drafts.ts'
import { placeOf } from './place-of.ts'

/**
 * What one tab knows of a session: enough to answer the attach of any other. Each tab keeps one of what it was told, and goes
 * on with it when it leads.
 */
export class SessionCopy {
  readonly #events = new Map<number, unknown>()
  readonly #reads = new Map<string, ReadMark>()
  readonly #present = new Map<string, Party>()
  readonly #drafts = createOpenDrafts()
  #latest: EventAttached | undefined
  #first = 1
  #from = 1
  #head = 0

  /** The index of the newest event; 0 before the first. */
  get head(): number {
    return this.#head
  }

  /** The index of the oldest event that is here. */
  get from(): number {
    return this.#from
  }

  /** The line has been answered; `after` is the position that it was asked for. */
  attached(event: EventAttached, after: number): void {
    this.#latest = event
    this.#first = event.first
    const start = Math.max(event.first, event.from ?? 1, after + 1)
    if (start > this.#head + 1) {
      this.#events.clear()
      this.#from = start
      this.#head = start - 1
    }
    this.#drafts.named(listed(event.drafts))
    this.#reads.clear() // What was read meanwhile, and has not reached the server, is told on this line.
    for (const read of listed(event.reads)) this.#onRead(read)
    for (const party of listed(event.participants)) if (party?.id) this.#present.set(party.id, party)
  }

  /** All that the answer named has come, but for what cannot be had. */
  caughtUp(): void {
    if (this.#latest) this.#latest = { ...this.#latest, head: this.#head }
  }

  take(event: unknown): void {
    const { type, index } = placeOf(event)
    if (index !== undefined) this.#onPlaced(event, index)
    else if (type === 'EventMessagePart') this.#drafts.add(event as EventMessagePart)
    else if (type === 'EventRead') this.#onRead(event as ReadMark)
  }

  /** Events from before the first one. If they lead no further, there are none to be had. */
  prepend(earlier: readonly unknown[]): void {
    const before = this.#from
    for (const event of earlier) {
      const { index } = placeOf(event)
      if (index !== undefined && index < this.#from) this.#events.set(index, event)
    }
    while (this.#from > this.#first && this.#events.has(this.#from - 1)) this.#from -= 1
    if (this.#from === before) this.#first = before
  }

  /** Whether somebody who attaches so needs events from before the first one here. */
  lacks(attach: AttachCommand): boolean {
    return this.#from > this.#first && this.#wantedAfter(attach) + 1 < this.#from
  }

  /** What the server would answer: the `EventAttached`, the events after it, and the drafts. */
  answer(attach: AttachCommand): readonly unknown[] {
    if (!this.#latest) return []
    const attached: Partial<Mutable<EventAttached>> = { ...this.#latest }
    for (const field of ['from', 'participants', 'drafts'] as const) delete attached[field]
    const after = positionOf(attach)
    const start = Math.max(this.#wantedAfter(attach), this.#from - 1, after)
    const isPartial = start > after && start + 1 > this.#first
    // Not by counting: a server that skips from one index to one far away would have it count for ever.
    const missed = [...this.#events].filter(([index]) => index > start).sort(([one], [other]) => one - other)
    const drafts = this.#drafts.names()
    const answer = {
      ...attached,
      commandId: attach.id,
      head: Math.max(this.#head, this.#latest.head),
      ...(this.#reads.size > 0 && { reads: [...this.#reads.values()] }),
      ...(drafts.length > 0 && { drafts }),
      ...(isPartial && { from: start + 1, participants: [...this.#present.values()] }),
    }
    return [answer, ...missed.map(([, event]) => event), ...this.#drafts.parts()]
  }

  #wantedAfter(attach: AttachCommand): number {
    const after = positionOf(attach)
    const head = Math.max(this.#head, this.#latest?.head ?? 0)
    return after === 0 && attach.last !== undefined ? Math.max(0, head - attach.last) : after
  }

  #onPlaced(event: unknown, index: number): void {
    if (index < this.#from) return
    this.#events.set(index, event)
    this.#head = Math.max(this.#head, index)
    const { type, party, draft } = event as { type?: string; party?: Party | null; draft?: string }
    if (draft !== undefined) this.#drafts.finished(draft)
    if (typeof party?.id !== 'string') return
    if (type === 'EventParticipantLeft') this.#present.delete(party.id)
    else this.#present.set(party.id, party)
    if (type === 'EventParticipantUpdated' && this.#latest?.party.id === party.id)
      this.#latest = { ...this.#latest, party }
  }

  #onRead(read: ReadMark | undefined): void {
    if (read?.party?.id) this.#reads.set(read.party.id, { party: read.party, upTo: read.upTo })
  }
}

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] }

const positionOf = (attach: AttachCommand) => ('after' in attach ? attach.after : 0)

/** A list that a server may have left out, or got wrong. */
const listed = <Item>(value: readonly Item[] | undefined): readonly Item[] => (Array.isArray(value) ? value : [])
