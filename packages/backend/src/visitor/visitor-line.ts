import type { AttachCommand, ChatEvent, EventAttached, EventError, EventSessionTaken } from '@chat-transport/core'

/** All that the back end knows of a visitor's connection. A front makes one for each attach. */
export interface VisitorLine {
  /**
   * Puts events on the wire, in the order given, and never throws. A promise says that the wire is full: it resolves when it
   * takes more (or is gone). Until then the back end hands over nothing that it can keep back.
   */
  deliver(events: readonly ChatEvent[]): void | Promise<void>
  /**
   * Ends the connection: the back end has let go of it. Events handed over before are still written. May come at any time after
   * the attach was accepted, also before its answer is on the wire.
   */
  drop(reason: DropReason): void
}
/**
 * `superseded`: a newer attach of the same page. `taken`: another page took the session. `overflow`: the line is too slow for
 * what it would have to carry. `unavailable`: it could not be decided what has happened, mostly for want of the store. The
 * rest say what they mean.
 */
export type DropReason = 'superseded' | 'taken' | 'ended' | 'expired' | 'shutdown' | 'overflow' | 'unavailable'

/** What a front knows of the request that carries an attach; given to the authentication hook unchanged. */
export interface AttachContext {
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly remoteAddress?: string
  readonly transport?: string
}

/** The answer to an attach. Refused attaches have no attachment. */
export type AttachResult =
  | { readonly answer: EventAttached; readonly attachment: Attachment }
  | { readonly answer: EventError | EventSessionTaken; readonly attachment?: never }

/** One accepted attach: a cursor over the session's transcript, and the right to speak until the next attach fences it. */
export interface Attachment {
  readonly sessionId: string
  /** Starts the cursor. The front calls it once, when the answer is on the wire, so that nothing overtakes it. */
  start(): void
  /**
   * The answer has reached the page: from here on the session is shown to agents. The front calls it at the first thing the
   * page does that proves it (over CometD, the first `/meta/connect`); a command received counts as well.
   */
  confirm(): void
  /**
   * Takes one command of the visitor, valid or not; answers through the line. Never throws or rejects. The promise resolves
   * when the next may come (the rate limit delays it, it never refuses); the front reads nothing more until then.
   */
  receive(command: unknown): Promise<void>
  /** The connection is gone. Has no effect once fenced off. */
  detach(): void
}

/** The part of the back end that fronts use. Never rejects: what fails is answered with an `EventError`. */
export interface VisitorEntrance {
  attach(command: AttachCommand | unknown, line: VisitorLine, context?: AttachContext): Promise<AttachResult>
}
