/** A front's line to a visitor, as a back end sees it: the shape of `VisitorLine` in @chat-transport/backend. */
export interface FrontLine {
  /** Each event is JSON text. */
  deliver(events: readonly string[]): void | Promise<void>
  /** The back end ends the line. */
  drop(reason: never): void
  readonly signal?: AbortSignal
}

/** An accepted attach: the shape of `Attachment` in @chat-transport/backend. */
export interface FrontAttachment {
  readonly sessionId: string
  /** Begins to deliver. */
  start(): void
  /** The page has shown that it has the answer. */
  confirm?(): void
  /** Takes a command of the line. */
  receive(command: unknown): void | Promise<void>
  /** The line is gone. */
  detach(): void
}

/** The answer to an attach: the shape of `AttachResult` in @chat-transport/backend. */
export interface FrontResult {
  readonly answer: object
  readonly attachment?: FrontAttachment
}

/** Handles the attaches of a front: the shape of `AttachHandler` in @chat-transport/backend. */
export interface FrontAttachHandler {
  /** Lets a line in, or says why not. */
  attach(command: unknown, line: FrontLine, context?: never): Promise<FrontResult>
}
