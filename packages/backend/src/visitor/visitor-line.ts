import type { EventAttached, EventError, EventSessionTaken } from '@chat-transport/core'

/** A visitor's connection, as the back end sees it. A front makes one for each attach. */
export interface VisitorLine {
  /**
   * Writes events to the connection, in the order given: each is the JSON text of one event. Never throws. Returns a promise when the connection is full; it resolves
   * when there is room again, or when the connection is gone. Until then the back end holds back what it can.
   */
  deliver(events: readonly string[]): void | Promise<void>
  /** Whether some of what was delivered waits to be sent. Parts of messages then wait too, and are joined. */
  readonly isWriting?: boolean
  /**
   * Ends the connection. Events delivered before are still written. The back end may call it at any time after it has accepted
   * the attach, also before the answer has been written.
   */
  drop(reason: DropReason): void
  /**
   * Aborts when the connection is gone. An attach that is still under way then ends nobody's line. Without it, a connection
   * counts as there until `detach()`.
   */
  readonly signal?: AbortSignal
}

/**
 * `superseded`: the same page has attached again. `taken`: another page took the session. `ended`: the session is over, and its
 * time to be read as well. `expired`: nobody came back in time. `login-expired`: the page has to attach again with fresh credentials. `shutdown`: the back end is closing. `overflow`: the line is too
 * slow for its events. `unavailable`: the store could not say what has happened.
 */
export type DropReason =
  'superseded' | 'taken' | 'ended' | 'expired' | 'login-expired' | 'shutdown' | 'overflow' | 'unavailable'

/** The request that carries an attach, as the front sees it. The authentication hook receives it unchanged. */
export interface AttachContext {
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The target of the request, such as `/cometd?shop=7`. */
  readonly url?: string
  readonly remoteAddress?: string
  /** The scheme and host by which the client has reached the server, such as `https://chat.example`. */
  readonly baseUrl?: string
  /** The address of the client, also behind a proxy. */
  readonly address?: string
  /** Whose starts are counted together, such as the network of the address. Without it, no quota by address applies. */
  readonly countedAs?: string
  readonly transport?: string
}

/** The answer to an attach. A refused attach has no attachment. */
export type AttachResult =
  | { readonly answer: EventAttached; readonly attachment: Attachment }
  | { readonly answer: EventError | EventSessionTaken; readonly attachment?: never }

/** One accepted attach: the page receives the session's events and may send commands, until the next attach replaces it. */
export interface Attachment {
  readonly sessionId: string
  /** Starts the events. The front calls it once, after it has written the answer, so that no event overtakes the answer. */
  start(): void
  /**
   * The answer has reached the page: the session is shown to agents from here on. The front calls it at the first sign of that
   * (over CometD, the first `/meta/connect`). A command received counts as well.
   */
  confirm(): void
  /**
   * Runs one command of the visitor, valid or not, and answers through the line. Never throws or rejects. Returns a promise when
   * the next command has to wait, as the rate limit delays commands and refuses none; the front reads nothing until it resolves.
   */
  receive(command: unknown): void | Promise<void>
  /** The connection is gone. Has no effect when a newer attach has replaced this one. */
  detach(): void
}

/** The part of the back end that fronts use. Never rejects: failures are answered with an `EventError`. */
export interface AttachHandler {
  /** Lets the line of a visitor in by its attach command, valid or not, or says why not. Never rejects: a refusal is an answer. */
  attach(command: unknown, line: VisitorLine, context?: AttachContext): Promise<AttachResult>
}
