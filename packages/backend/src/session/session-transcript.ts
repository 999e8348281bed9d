import type { TranscriptEvent } from '@chat-transport/core'
import { serverNotAvailable } from '../commands/refusal.ts'
import { SerialQueue } from '../async/serial-queue.ts'
import type { Appended, EventDraft, SessionStore } from '../store/session-store.ts'

const pageBytes = 1024 * 1024

/** One session's transcript in the store, and how much of it this process has told: each event once, in order. */
export class SessionTranscript {
  readonly #sessionId: string
  readonly #store: SessionStore
  readonly #tell: (event: TranscriptEvent) => void
  /** One commit after another, so that events are told in the order in which the store has them. */
  readonly #commits = new SerialQueue()
  #told = 0

  constructor(sessionId: string, store: SessionStore, tell: (event: TranscriptEvent) => void) {
    this.#sessionId = sessionId
    this.#store = store
    this.#tell = tell
  }

  /** The index of the last event told. */
  get head(): number {
    return this.#told
  }

  append(commandId: string | undefined, draft: EventDraft): Promise<Appended> {
    return this.#commits.run(async () => {
      const appended = await this.#store.append(this.#sessionId, commandId, draft)
      await this.#catchUpWith(appended)
      return appended
    })
  }

  /** The event by which `commandId` was accepted before. */
  async committed(commandId: string): Promise<TranscriptEvent | undefined> {
    const event = await this.#store.committed(this.#sessionId, commandId)
    if (event) await this.catchUp(event.index)
    return event
  }

  /** Tells what the store has up to index `head` and this process has not seen: all of it, in a process that starts afresh. */
  async catchUp(head: number): Promise<void> {
    if (head > this.#told) await this.#commits.run(() => this.#tellUpTo(head))
  }

  read(after: number, maxBytes: number): Promise<readonly TranscriptEvent[]> {
    return this.#store.read(this.#sessionId, after, maxBytes)
  }

  /** Everything that is kept after index `after`. */
  async readAll(after: number): Promise<readonly TranscriptEvent[]> {
    const all: TranscriptEvent[] = []
    for (let page = await this.read(after, pageBytes); page.length > 0;) {
      for (const event of page) all.push(event)
      page = await this.read(all.at(-1)?.index ?? after, pageBytes)
    }
    return all
  }

  idle(): Promise<void> {
    return this.#commits.idle()
  }

  /** An earlier append may have failed for us and yet have been kept: what the store says now may be the first we hear of it. */
  async #catchUpWith(appended: Appended): Promise<void> {
    if (appended.outcome === 'appended') await this.#tellUpTo(appended.event.index, appended.event)
    else if (appended.outcome === 'repeated') await this.#tellUpTo(appended.event.index)
    else if (appended.outcome === 'ended') await this.#tellUpTo((await this.#store.find(this.#sessionId))?.head ?? 0)
  }

  async #tellUpTo(head: number, newest?: TranscriptEvent): Promise<void> {
    while (this.#told < head) {
      const isNext = newest?.index === this.#told + 1
      const events = newest && isNext ? [newest] : await this.read(this.#told, pageBytes)
      if (events.length === 0) throw serverNotAvailable(`events up to ${head} are missing in its session store`)
      for (const event of events) {
        this.#told = event.index
        this.#tell(event)
      }
    }
  }
}
