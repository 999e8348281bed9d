import type { TranscriptEvent } from '@chat-transport/core'
import type { EventDraft } from '../application/event-draft.ts'
import type { BesideEvent, CoreTranscript } from '../application/session-core.ts'
import { SerialQueue } from '../async/serial-queue.ts'
import { serverNotAvailable } from '../commands/refusal.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import { RecentSet } from '../store/recent-set.ts'
import type { Appended, EventToStore, StoredEvent, StoredVisitor } from '../store/session-store.ts'
import type { BackendSettings } from './backend-settings.ts'

const pageBytes = 1024 * 1024

/** More than pages repeat. */
const rememberedCommands = 1000

export interface ReadLimits {
  readonly limit: number
  readonly maxBytes: number
}

type TranscriptSettings = Pick<BackendSettings, 'decorators' | 'keepEndedMs' | 'store'>

/** Tells of an event of the store, and who the visitor is by it, if that is known. */
export type Publish = (event: CommittedEvent, visitor?: StoredVisitor) => void

/** What the store is to know beside an event. */
export type StoredBeside = Pick<EventToStore, 'visitor' | 'fence'> & Pick<BesideEvent, 'key'>

/** The event that was just appended, or its transcript begun with. */
type Newest = StoredEvent & Pick<EventToStore, 'visitor'>

/** The transcript of one session: appends to the store, and publishes each event of the store once, in order. */
export class SessionTranscript implements CoreTranscript {
  readonly #sessionId: string
  readonly #settings: TranscriptSettings
  readonly #publish: Publish
  /** One commit after another, so that events are published in the order of the store. */
  readonly #commits = new SerialQueue()
  /** For decorators, who are not shown a repeat. Where there are none, the store sees it soon enough. */
  readonly #accepted: RecentSet | undefined
  #head = 0

  constructor(sessionId: string, settings: TranscriptSettings, publish: Publish) {
    this.#sessionId = sessionId
    this.#settings = settings
    this.#publish = publish
    this.#accepted = settings.decorators.length > 0 ? new RecentSet(rememberedCommands) : undefined
  }

  /** The index of the last event published. */
  get head(): number {
    return this.#head
  }

  append(draft: EventDraft, { visitor, fence, key }: StoredBeside = {}): Promise<Appended> {
    const event = toStore(draft, key)
    if (draft.type === 'EventSessionEnded') event.expiresAt = draft.at + this.#settings.keepEndedMs
    if (visitor) event.visitor = visitor
    if (fence) event.fence = fence
    return this.#commits.run(() => this.#commit(event))
  }

  isKnownRepeat(commandId: string): boolean {
    return this.#accepted?.has(commandId) ?? false
  }

  async committed(commandId: string): Promise<CommittedEvent | undefined> {
    const event = await this.#settings.store.committed(this.#sessionId, commandId)
    if (!event) return undefined
    await this.catchUp(event.index)
    return new CommittedEvent(event)
  }

  /**
   * Publishes the events of the store up to index `head` that were not published yet; in a process that starts afresh, all of
   * them. `newest` saves reading that event.
   */
  async catchUp(head: number, newest?: Newest): Promise<void> {
    if (head > this.#head) await this.#commits.run(() => this.#publishUpTo(head, newest))
  }

  async read(after: number, maxBytes: number): Promise<readonly CommittedEvent[]> {
    const events = await this.#settings.store.read(this.#sessionId, after, maxBytes)
    return events.map((event) => new CommittedEvent(event))
  }

  /**
   * The newest of the events before index `before`, within `limit` and `maxBytes` of JSON, but one if there is one. They may be fewer
   * than would fit: the store is asked a few times at most, and never for more than `maxBytes`.
   */
  async readBefore(before: number, { limit, maxBytes }: ReadLimits): Promise<readonly CommittedEvent[]> {
    for (let count = Math.min(limit, before - 1); count > 0;) {
      const events = await this.read(before - 1 - count, maxBytes)
      // A store reads forwards: where not all fit, those at the end are missing.
      if (events.length === 0 || (events.at(-1)?.index ?? 0) >= before - 1)
        return events.filter(({ index }) => index < before)
      count = Math.min(events.length, Math.ceil(count * 0.75))
    }
    return []
  }

  async eventAt(index: number): Promise<TranscriptEvent | undefined> {
    const [next] = await this.read(index - 1, 1)
    return next?.index === index ? next.event : undefined
  }

  async readEvents(after: number, limit: number): Promise<readonly TranscriptEvent[]> {
    const events: TranscriptEvent[] = []
    for (let page = await this.read(after, pageBytes); page.length > 0;) {
      for (const { event } of page.slice(0, limit - events.length)) events.push(event)
      if (events.length === limit) break
      page = await this.read(events.at(-1)?.index ?? after, pageBytes)
    }
    return events
  }

  idle(): Promise<void> {
    return this.#commits.idle()
  }

  async #commit(event: EventToStore): Promise<Appended> {
    const appended = await this.#settings.store.append(this.#sessionId, event)
    if (appended.outcome === 'appended' && appended.event.index === this.#head + 1)
      this.#publishNext(new CommittedEvent(appended.event), event.visitor)
    else await this.#catchUpWith(appended, event.visitor)
    return appended
  }

  /** An earlier append may have been kept although it failed for us: the answer to this one may be the first sign of it. */
  async #catchUpWith(appended: Appended, visitor?: StoredVisitor): Promise<void> {
    if (appended.outcome === 'appended')
      await this.#publishUpTo(appended.event.index, { ...appended.event, ...(visitor && { visitor }) })
    else if (appended.outcome === 'repeated') await this.#publishUpTo(appended.event.index)
    else if (appended.outcome === 'ended') await this.#publishUpTo(appended.head)
  }

  async #publishUpTo(head: number, newest?: Newest): Promise<void> {
    while (this.#head < head) {
      const isNext = newest?.index === this.#head + 1
      const events = newest && isNext ? [new CommittedEvent(newest)] : await this.read(this.#head, pageBytes)
      if (events.length === 0) throw serverNotAvailable(`events up to ${head} are missing in its session store`)
      const visitor = isNext ? newest.visitor : await this.#visitorBy(events)
      for (const event of events) this.#publishNext(event, visitor)
    }
  }

  #publishNext(event: CommittedEvent, visitor?: StoredVisitor): void {
    this.#head = event.index
    const commandId = this.#accepted && commandIdOf(event.event)
    if (commandId !== undefined) this.#accepted?.add(commandId)
    this.#publish(event, visitor)
  }

  /** Who the visitor is, if others have changed it by one of these events: an event that is read does not tell. */
  async #visitorBy(events: readonly CommittedEvent[]): Promise<StoredVisitor | undefined> {
    const { store } = this.#settings
    if (!store.bus || !events.some(({ event }) => event.type === 'EventParticipantUpdated')) return undefined
    return (await store.find(this.#sessionId))?.visitor
  }
}

/** Throws a `TypeError` for a draft that JSON cannot carry. `key`: what its repeats are known by, when no command caused it. */
export function toStore(draft: EventDraft, key?: string): Writable<EventToStore> {
  const event: Writable<EventToStore> = { json: JSON.stringify(draft), isEnd: draft.type === 'EventSessionEnded' }
  const commandId = commandIdOf(draft) ?? key
  if (commandId !== undefined) event.commandId = commandId
  return event
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] }

const commandIdOf = (event: EventDraft) => ('commandId' in event ? event.commandId : undefined)
