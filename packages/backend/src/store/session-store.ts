import type { Party, ReadMark } from '@chat-transport/core'

/** A transcript event for the store, which gives it an index. */
export interface EventToStore {
  /** The event as JSON text, without its `index`. The store need not read it, and returns it as it was. */
  readonly json: string
  /** The command that caused the event. Each command has one event. */
  readonly commandId?: string
  /** Whether the event closes the transcript. */
  readonly isEnd: boolean
  /** Of the end: when the session expires, in epoch milliseconds. */
  readonly expiresAt?: number
  /** Who the visitor is from this event on, when it says so. Kept with the event, in one step. */
  readonly visitor?: StoredVisitor
  /** Of a command: the attach that this back end accepted last on the device that it came from. */
  readonly fence?: Fence
}

/** What is said on a device has no effect when another back end has accepted an attach on it since. */
export interface Fence {
  readonly startId: string
  /** What the claim of that attach was answered with. */
  readonly epoch: number
}

/** The first event of a session. */
export interface JoinedEvent extends EventToStore {
  readonly visitor: StoredVisitor
}

/**
 * A transcript event of the store. Events are text on their way from the store to the line, because as objects they may take
 * twenty times as much memory.
 */
export interface StoredEvent {
  readonly index: number
  /** The `json` of the `EventToStore`. */
  readonly json: string
}

/** The user that the application's log-in has told of. */
export interface StoredUser {
  /** Sessions are found by it. */
  readonly id: string
  /** All that is known of the user, as JSON text. */
  readonly json: string
}

/** Who the visitor is. */
export interface StoredVisitor {
  readonly party: Party
  /** Once a session has a user, it keeps that one for life. */
  readonly user?: StoredUser
}

/** A device of the visitor: whoever knows its secret. */
export interface Device {
  /** The id of the `StartSession` by which it came: one device per id. */
  readonly startId: string
  /** SHA-256 of its secret, hexadecimal. */
  readonly secretHash: string
}

/** The part of a session that is fixed when it starts. */
export interface SessionRecord {
  readonly id: string
  readonly subject?: string
  /** The user data of the start, as JSON text. */
  readonly userData: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** How many transcript events are kept. Beyond it the oldest are forgotten. */
  readonly maxTranscriptEvents: number
  /** How large they may be together, as JSON in UTF-8. Beyond it the oldest are forgotten; the newest always stays. */
  readonly maxTranscriptBytes: number
}

/** The state of a session in the store. */
export interface StoredSession {
  readonly record: SessionRecord
  readonly visitor: StoredVisitor
  /** Those that were given the session longest ago come first. */
  readonly devices: readonly Device[]
  /** The index of the oldest event kept. */
  readonly first: number
  /** The index of the newest event. */
  readonly head: number
  readonly reads: readonly ReadMark[]
}

/** An attach asks for the session on behalf of its page. */
export interface Claim {
  /** The back end that asks: an id that it has made up for as long as it lives. */
  readonly backendId: string
  readonly device: Device
  /** The user that the attach was let in as. */
  readonly userId?: string
  /**
   * Of a start that may come to a session of its user that another device has started. There are then at most so many devices: those
   * that were given the session longest ago are forgotten.
   */
  readonly join?: { readonly maxDevices: number }
  readonly pageId: string
  readonly attachId: string
  readonly take: boolean
  /** The index of the last event the page has; 0 for a start. */
  readonly after: number
  /** When the session expires, in epoch milliseconds, unless something renews it. */
  readonly expiresAt: number
}

/**
 * `held`: the page holds the session on its device. `taken`: another page of the device does. In all other cases nothing has
 * changed. `ahead`: `after` is beyond the head. `epoch`: that of the device, which rises with each claim that is answered `held`; 0
 * before the first. No other device of the session has the same, and the newest claim has the highest. `other-user`: the session has a user, and the attach was not let in as that one.
 * `forgotten`: the session does not know the device, or no longer, and it may not join. `unknown`: there is no such session.
 */
export type Claimed =
  | { readonly outcome: 'held' | 'taken' | 'ahead'; readonly session: StoredSession; readonly epoch: number }
  | { readonly outcome: 'other-user' | 'forgotten' | 'unknown' }

/**
 * `unknown`: there is no such session. `ended`: the transcript is closed, with the event at index `head`, and has no event for
 * the command. `fenced`: the device of `fence` has another epoch by now, or is not known any more. `other-user`: the event names a user, and
 * the session has another.
 */
export type Appended =
  | { readonly outcome: 'appended' | 'repeated'; readonly event: StoredEvent }
  | { readonly outcome: 'ended'; readonly head: number }
  | { readonly outcome: 'fenced' | 'other-user' | 'unknown' }

/** When sessions expire is kept with them: set by `create()`, `claim()` and the end of a session, put off by `renew()`. */
export interface StoreExpiry {
  /**
   * Puts off the expiry of these sessions, as `claim()` does. It only ever moves to a later time, and that of a session that has ended
   * stays as its end has set it. Returns those that the store does not know: somebody has removed them, or the store has lost them.
   */
  renew(sessionIds: readonly string[], expiresAt: number): Promise<readonly string[]>
  /**
   * Forgets the sessions that have expired at `now`, those that expired first, `limit` at most. Returns their ids, each to one caller
   * only.
   */
  removeExpired(now: number, limit: number): Promise<readonly string[]>
}

/** An event of a session, as the bus tells of it. */
export interface ToldEvent extends StoredEvent {
  /** Who the visitor is from this event on, when it says so. */
  readonly visitor?: StoredVisitor
}

/** A claim that was answered `held`, as the bus tells of it. */
export interface ToldClaim {
  /** The back end that has made the claim. */
  readonly backendId: string
  readonly startId: string
  readonly pageId: string
  /** The epoch that the device has by it. */
  readonly epoch: number
}

/** What a back end wants to know of a session that it serves. Its functions do not throw. */
export interface SessionListener {
  /** The session has a new event, by whatever back end. */
  appended(event: ToldEvent): void
  /** A page was given the session, by whatever back end. */
  claimed(claim: ToldClaim): unknown
  /** The session was removed, or has expired. */
  removed(): void
  /** A back end has told the others something. */
  told(message: string): void
  /** Something may have happened that was not told: the listener is to look into the store. */
  missed(): void
}

/** A session that is listened to. */
export interface Subscription {
  /** Resolves when nothing of what happens from now on is missed, or when the listener is stopped before. Rejects when that can never be. */
  readonly ready: Promise<void>
  /** The listener hears nothing more. */
  stop(): void
}

/**
 * What the back ends of one store hear of each other's doings. The store itself tells of events, claims and removals, in the step in which it
 * keeps them, so that a back end that dies leaves nobody uninformed. What is told may come twice or late, and after a `missed()` not at all;
 * what happens in one session comes in order.
 */
export interface SessionBus {
  /** Tells of what other back ends do to the session, from the moment at which `ready` resolves. */
  listen(sessionId: string, listener: SessionListener): Subscription
  /** Tells all listeners of a session a text of a back end's own: what is lost when nobody hears it. Never throws. */
  tell(sessionId: string, message: string): void
}

/**
 * Keeps the sessions. The store alone decides which commands were accepted, in which order, which page holds a session, and whose
 * it is. A store may outlive its back end: the next back end carries on with its sessions as their pages come back.
 *
 * Use a store without a `bus` from one back end at a time. Two on one store would commit nothing twice, but an attach at one does not end the
 * line at the other, neither hears of the other's new events, and each removes sessions that nobody is attached to *there*.
 *
 * Each function is atomic. The back end calls one function per command and one per attach, so a store behind a network does
 * well to carry out `create`, `claim` and `append` in one round trip: a transaction in SQL, a script in Redis.
 *
 * A rejection means "unknown whether it happened": the attach or command is answered with error 100, and the page tries again.
 * A store that knows that nothing was kept may reject with `StoreFull` where it has no room for a session, which makes others give
 * way, and with a `ChatRefusal`, which is passed on: 52 for an event that it has no room for.
 */
export interface SessionStore {
  /**
   * Makes the session, with `joined` as the first event of its transcript (index 1), and gives it to the page of `claim`, as
   * `claim()` does. Nothing changes, and another session is returned, if
   * - a session has the start of `claim.device`: the caller checks the secret, and then claims it; or else
   * - `claim.join` is given, and the user of `joined.visitor` has a session that has not ended: the caller then claims it. Of
   *   several, it is the one that the user got last.
   */
  create(record: SessionRecord, joined: JoinedEvent, claim: Claim): Promise<StoredSession>
  /** What is known of the session; `undefined`: there is none. */
  find(sessionId: string): Promise<StoredSession | undefined>
  /**
   * Decides whether the page holds the session on its device, and returns the session after the decision. `take: true` makes the
   * page the holder, once per pair of attach id and page: a repeat of the pair counts as `take: false`. With `take: false` the
   * page holds the session only if it does already, or if no page of the device does.
   *
   * A device that the session does not know is added if `join` is given, the session has not ended, and it belongs to the user
   * `userId`; else the outcome is `forgotten`. Users are compared before `after` is.
   */
  claim(sessionId: string, claim: Claim): Promise<Claimed>
  /**
   * Gives `event` the next index and keeps it, unless the transcript has an event for its `commandId`: then that one is
   * returned. An event with a `fence` is kept only if the device has that epoch still. An event with a `visitor` makes the session that
   * user's, unless it has another already. After an event with `isEnd`
   * no more events are kept. Repeats must be recognized as long as the event is kept, and for as many events and bytes again.
   */
  append(sessionId: string, event: EventToStore): Promise<Appended>
  /** The event that was appended for `commandId`. Asked when a command was refused before it came to `append`. */
  committed(sessionId: string, commandId: string): Promise<StoredEvent | undefined>
  /** The events after index `after`, in order: at least one if there is one, then as many as fit in `maxBytes` of JSON. */
  read(sessionId: string, after: number, maxBytes: number): Promise<readonly StoredEvent[]>
  /** Keeps the highest mark of each party. False when the party has read that far already. */
  markRead(sessionId: string, mark: ReadMark): Promise<boolean>
  /** Forgets the session and its devices. */
  remove(sessionId: string): Promise<void>
  /** Of a store that outlives its back ends. Without it, what a back end leaves in the store when it goes stays there. */
  readonly expiry?: StoreExpiry
  /** Of a store that several back ends use at once. It has an `expiry` as well, by which alone sessions go that nobody comes back to. */
  readonly bus?: SessionBus
}
