/** A front's line to a visitor, as a back end sees it: the shape of `VisitorLine` in @chat-transport/backend. */
export interface FrontLine {
  /** Each event is JSON text. */
  deliver(events: readonly string[]): void | Promise<void>
  drop(reason: never): void
}

/** An accepted attach: the shape of `Attachment` in @chat-transport/backend. */
export interface FrontAttachment {
  readonly sessionId: string
  start(): void
  confirm?(): void
  receive(command: unknown): Promise<void>
  detach(): void
}

/** The answer to an attach: the shape of `AttachResult` in @chat-transport/backend. */
export interface FrontResult {
  readonly answer: object
  readonly attachment?: FrontAttachment
}

/** Handles the attaches of a front: the shape of `AttachHandler` in @chat-transport/backend. */
export interface FrontAttachHandler {
  attach(command: unknown, line: FrontLine, context?: never): Promise<FrontResult>
}
