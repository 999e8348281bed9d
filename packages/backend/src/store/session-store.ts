import type { EventSessionEnded, Party, ReadMark, TranscriptEvent, UserData } from '@chat-transport/core'

type WithoutIndex<Event> = Event extends unknown ? Omit<Event, 'index'> : never
/** A transcript event before the store has given it its place. */
export type EventDraft = WithoutIndex<TranscriptEvent>

/** What is known of a session when it starts, and never changes. */
export interface SessionRecord {
  readonly id: string
  /** The id of the `StartSession` that made it: one session per id. */
  readonly startId: string
  /** SHA-256 of the visitor's secret, hexadecimal. */
  readonly secretHash: string
  readonly party: Party
  readonly subject?: string
  /** What the start brought along. */
  readonly userData: UserData
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** How many transcript events are kept: beyond it the oldest go. */
  readonly maxTranscriptEvents: number
  /** How large they may be together, as JSON in UTF-8: beyond it the oldest go as well. The newest always stays. */
  readonly maxTranscriptBytes: number
}

/** A session as the store has it. */
export interface StoredSession {
  readonly record: SessionRecord
  /** The index of the oldest event kept. */
  readonly first: number
  /** The index of the newest event. */
  readonly head: number
  /** The last event of a session that is over. */
  readonly ended?: EventSessionEnded
  readonly reads: readonly ReadMark[]
}

/** A page's claim to hold the session, made by an attach. */
export interface Claim {
  readonly pageId: string
  readonly attachId: string
  readonly take: boolean
}

/** `unknown`: there is no such session. `ended`: the transcript is closed, and `commandId` is not in it. */
export type Appended =
  | { readonly outcome: 'appended' | 'repeated'; readonly event: TranscriptEvent }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'ended' }

/**
 * Where sessions live: the one source of what was accepted, in which order, and who holds what. A store may outlive its back
 * end: the next one carries on with its sessions, as their pages come back.
 *
 * One back end at a time. Two on one store would commit nothing twice, but an attach with one does not end the line that the
 * other has, nobody tells the other of new events, and each of them removes a session that nobody is attached to *there*.
 * Deadlines live in the back end too: a session to which nobody comes back after a restart stays in the store until the store
 * removes it, or `backend.expire()` does.
 *
 * Each function is atomic. Rejecting means "cannot tell": attaches and commands are then answered with error 100, and the
 * page tries again. A store that knows that nothing was kept may reject with a `ChatRefusal`, which is passed on.
 */
export interface SessionStore {
  /**
   * Makes the session with `joined` as its first event, unless `record.startId` has made one already: the session that stands
   * is given back, and its `record.id` says which it is. The secret is the caller's to check.
   */
  create(record: SessionRecord, joined: EventDraft): Promise<StoredSession>
  find(sessionId: string): Promise<StoredSession | undefined>
  /**
   * Decides whether `claim.page` holds the session. `take: true` makes it the holder, once per pair of attach id and page:
   * a repeat of the pair counts as `take: false`, which holds only what is held already or by nobody. An unknown session is
   * held by nobody.
   */
  claim(sessionId: string, claim: Claim): Promise<boolean>
  /**
   * Gives `event` the next index and keeps it, unless the transcript has an event for `commandId`: then that one is given
   * back. After an `EventSessionEnded` nothing is kept any more. Repeats are known for as long as their event is kept at
   * least; the embedded store knows as many again, in events and in bytes.
   */
  append(sessionId: string, commandId: string | undefined, event: EventDraft): Promise<Appended>
  /** The event that was appended for `commandId`. */
  committed(sessionId: string, commandId: string): Promise<TranscriptEvent | undefined>
  /** The events after index `after`, in order: at least one where there is one, then while they fit in `maxBytes` of JSON. */
  read(sessionId: string, after: number, maxBytes: number): Promise<readonly TranscriptEvent[]>
  /** Keeps the highest mark of each party; false when the mark is no news. */
  markRead(sessionId: string, mark: ReadMark): Promise<boolean>
  /** Forgets the session and its start id. */
  remove(sessionId: string): Promise<void>
}
