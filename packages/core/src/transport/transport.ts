import type { Logger } from '../platform/logger.ts'
import type { ChatError } from '../protocol/errors.ts'
import type { AttachCommand, ChatCommand } from '../protocol/protocol.ts'

/**
 * A connection to the chat server that heals. The session knows nothing below this interface.
 * Most authors write a link (link.ts) instead, which `linkedTransport` turns into a `ChatTransport`.
 *
 * A transport MUST
 *
 *  T1   create exactly one session per `StartSession.id`, however often the start is repeated, also after a reload:
 *       a repeat with the same secret joins it
 *  T2   close with `ChatError` 152 when the server no longer knows the session to be restored or names a `head` below
 *       `listener.position`, and never start a new one instead
 *  T3   hand on every server event unchanged, `EventError` above all; those without an index at most once each.
 *       `EventAttached` goes through `onEvent` too, once for each attach; one that answers no attach of its line is dropped.
 *       A refused attach reaches the page only as the rejection, as 152's
 *       `cause`, or, where it is retried, as `onRetry`'s `cause` and in a live session through `onEvent` once per outage (a first 101 not: T17)
 *  T4   deliver transcript events in index order, without gaps, at least once; a gap that is not filled within 200 ms is
 *       a lost line; an index that the next attach skips again is given up: hand on what follows
 *  T5   report `reconnecting` as soon as the line is lost or silent for longer than it may be, and hand on no server
 *       event from then until the next attach is answered; once status has been away from `connected` for
 *       `interruptionTimeoutMs` and no attached line is catching up, deliver an `EventError` 150 and then report
 *       `interrupted`, once per outage
 *  T6   do neither for a shorter outage, nor before the first `connected` of a connection
 *  T7   report `connected` only when attached, caught up to the `head` that the attach answer named, and with proof of
 *       life on the path that delivers events
 *  T9   deliver nothing after `close()`, also when it is called from inside a handler in the middle of a batch, and leave
 *       no timer, socket or listener behind
 *  T10  be closable at every moment, also while connecting
 *  T11  treat only the three endings (50 to an attach, `EventSessionTaken`, `EventSessionEnded`) and a refusal of the
 *       first attach as the end, and keep trying until one of them or `close()`; a start may also end when five answers in a
 *       row say that its attach cannot be read (HTTP 400, 413; WebSocket 1003, 1007, 1008, 1009)
 *  T12  need nothing but the attach command to restore, in another page, later
 *  T13  survive any frame: garbage, truncation, wrong types, huge, out of order; hand on what is no valid event too, so that the
 *       session can raise error 151
 *  T14  do nothing at import and touch no global
 *  T15  keep sessions of one transport apart, and write each command once, unchanged, in the order given, for its session
 *  T16  never take a session from another page by an automatic reconnect: `take` is true only on the attach given to
 *       `connect()` and on the one after `pageshow.persisted`, each repeated with its id until it is answered
 *  T17  ask `listener.credentials` anew for each attach, before it is written, put what it gives into it as `auth`, unchanged, and
 *       keep none of it; after a 101 say so (`refused`). A first 101 is no answer yet, since what was given may have run out
 *       on its way: a first attach is asked once more, and a live session is told of the second; a failure to get credentials is
 *       a failed attempt
 *  T18  ask for the last events (`last`) only with the attach given to `connect()`, until it is answered, and begin the
 *       transcript at `from`, where the answer has it: what comes before is no gap
 */
export interface ChatTransport {
  readonly name: string
  /**
   * Where the chat server is, as a URL without what names or lets in a visitor (query, user name, password). What a chat stores
   * is kept for each address apart, so that no secret goes to another server. Two transports to one back end give the same.
   * @default none: all such transports share what is stored
   */
  readonly address?: string | undefined
  /** What this back end cannot do (typing, read marks, …). The session refuses these commands itself. */
  readonly unsupported?: readonly ChatCommand['type'][]
  /**
   * Which web storage a chat over it is kept in, unless `createChat` is given a storage: `local` where tabs share a chat, so that a new
   * one finds it.
   * @default 'session'
   */
  readonly storageArea?: 'session' | 'local'
  /**
   * Where pages share the line and what is stored: claims queues of unsent commands, by their keys, and files that are being sent,
   * each by a key with its id. Resolves with those that are this page's from now on, since it had them or their page is gone. They
   * stay so until the page has no connection any more, or is put away.
   * So what was said in a page is said by that page while it lives, and by one other once it is gone.
   * @default all of them
   */
  readonly claimQueues?: (keys: readonly string[]) => Promise<readonly string[]>
  /** Removes what it keeps between pages. Called when the visitor signs out, in each page that had the session. */
  forget?(): void
  /** Returns at once; everything that follows is told to `listener`, in one order. */
  connect(attach: AttachCommand, listener: TransportListener): TransportConnection
}

/** One session’s connection: what `connect()` returns. */
export interface TransportConnection {
  /**
   * Writes one command. A promise resolves when the transport's own acknowledgement has come, if it has one; whether the
   * server accepts the command is told by events alone. Throws or rejects while not connected: nothing is queued here.
   */
  send(command: ChatCommand): void | Promise<void>
  /** Lets go of the line; the session lives on at the server. Any number of times. */
  close(reason?: CloseReason): void
}
/** Why a page lets go of its line: `left`, the visitor has ended the session. */
export type CloseReason = 'detached' | 'left'

/** The session, as its transport sees it. */
export interface TransportListener {
  /** The index of the last transcript event the session has taken; 0 before the first. Read once at every attach. */
  readonly position: number
  /** What the attach has to carry of the application's own log-in (`auth`). `undefined`: nothing. */
  credentials?(request: CredentialsRequest): string | undefined | Promise<string | undefined>
  /** Where the transport tells what it does, unless it was given another logger. It may throw: guard it. */
  readonly logger?: Logger
  /** Exactly what the server sent, also when it is no valid event. */
  onEvent(event: unknown): void
  /** Called only when `current` changes. */
  onConnectivity(change: ConnectivityChange): void
  /** Each attempt that is planned, before it is made. */
  onRetry?(retry: PlannedRetry): void
}

/** Asks for the credentials of one attach. */
export interface CredentialsRequest {
  /** The 101 that the attach before it was answered with: the server did not accept what was given then. */
  readonly refused?: ChatError
  /** Aborts when nobody waits for them any more. */
  readonly signal: AbortSignal
}

/** `closed` is the transport's word for the end; it is final. */
export type Connectivity = 'connecting' | 'connected' | 'reconnecting' | 'interrupted' | 'closed'

/** A change of a connection’s state. */
export interface ConnectivityChange {
  readonly current: Connectivity
  readonly previous: Connectivity
  /** Epoch milliseconds; for `reconnecting` and `interrupted` the last proof of life. */
  readonly since: number
  /** Why: always with `reconnecting` and `interrupted`; with `closed` only for 152, a refused first attach, a start that nobody can read, a lost race. */
  readonly cause?: Error
}

/** `attempt` counts from 1 since the line was last stable, which is open for 10 s; `at` is epoch milliseconds. */
export interface PlannedRetry {
  readonly attempt: number
  readonly at: number
  readonly cause: LineFailure
}

/** Why a line failed, with what its link saw, as far as it knows. A link gives it to `lost`, a page finds it in `onRetry`. */
export interface LineFailure extends Error {
  /** Of HTTP. */
  readonly status?: number
  /** Of a WebSocket. */
  readonly code?: number
  /** How long the server wants to be left alone (`Retry-After`). */
  readonly retryAfterMs?: number
}
