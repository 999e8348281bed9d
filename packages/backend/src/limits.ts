import type { ServerLimits } from '@chat-transport/core'

/** What the chat may use. The first two are told to the page, which keeps to them. */
export interface BackendLimits extends ServerLimits {
  /**
   * The size of one command as JSON in UTF-8; a larger one is refused with error 3.
   * @default 32768
   */
  readonly maxMessageBytes: number
  /**
   * Commands beyond this rate wait, none is refused. One second's worth may come at once.
   * @default 20
   */
  readonly commandsPerSecond: number
  /**
   * How many transcript events of a session are kept. Beyond it the oldest go, and `first` of an attach answer moves.
   * @default 250000
   */
  readonly maxTranscriptEvents: number
  /**
   * How large the transcript events of a session may be together, as JSON in UTF-8. Beyond it the oldest go as well.
   * @default 33554432
   */
  readonly maxTranscriptBytes: number
  /**
   * How many sessions there may be in this back end. Beyond it a start is answered with error 100, and the page tries again;
   * sessions that there are go on, and are restored.
   * @default 50000
   */
  readonly maxSessions: number
}

export const defaultLimits: BackendLimits = Object.freeze({
  maxMessageBytes: 32_768,
  commandsPerSecond: 20,
  maxTranscriptEvents: 250_000,
  maxTranscriptBytes: 32 * 1024 * 1024,
  maxSessions: 50_000,
})
