import { guards } from '@chat-transport/core'
import type { ServerLimits } from '@chat-transport/core'

/** How much visitors may use. The page is told the first two, and keeps to them. */
export interface BackendLimits extends ServerLimits {
  /**
   * How large one command may be, as JSON in UTF-8. A larger one is refused with error 3.
   * @default 32768
   */
  readonly maxMessageBytes: number
  /**
   * Commands beyond this rate wait; none is refused. One second's worth may come at once.
   * @default 20
   */
  readonly commandsPerSecond: number
  /**
   * How many transcript events of a session are kept. Beyond it the oldest are forgotten, and `first` of an attach answer moves.
   * @default 250000
   */
  readonly maxTranscriptEvents: number
  /**
   * How large the transcript events of a session may be together, as JSON in UTF-8. Beyond it the oldest are forgotten.
   * @default 33554432
   */
  readonly maxTranscriptBytes: number
  /**
   * How many names the user data of a session may have, that of its start and of all updates together. A command beyond it is
   * refused with error 3.
   * @default 200
   */
  readonly maxUserDataNames: number
  /**
   * How large the user data of a session may be as a whole, as JSON in UTF-8. A command beyond it is refused with error 3.
   * @default 65536
   */
  readonly maxUserDataBytes: number
  /**
   * How many sessions this back end may have. Beyond it a start is answered with error 100, and the page tries again. Existing
   * sessions are not affected, and can be restored.
   * @default 50000
   */
  readonly maxSessions: number
}

export const defaultLimits: BackendLimits = Object.freeze({
  maxMessageBytes: 32_768,
  commandsPerSecond: 20,
  maxTranscriptEvents: 250_000,
  maxTranscriptBytes: 32 * 1024 * 1024,
  maxUserDataNames: 200,
  maxUserDataBytes: 65_536,
  maxSessions: 50_000,
})

export const limitGuards = {
  maxMessageBytes: guards.wholeNumber(1024, 16 * 1024 * 1024),
  commandsPerSecond: guards.wholeNumber(1, 1_000_000),
  maxTranscriptEvents: guards.wholeNumber(1, 10_000_000),
  maxTranscriptBytes: guards.wholeNumber(1024, 1024 * 1024 * 1024),
  maxUserDataNames: guards.wholeNumber(1, 100_000),
  maxUserDataBytes: guards.wholeNumber(1024, 16 * 1024 * 1024),
  maxSessions: guards.wholeNumber(1, 10_000_000),
} satisfies Readonly<Record<keyof BackendLimits, unknown>>
