import type { Limits } from '@chat-transport/core'

/** What one session may use. The first two are told to the page, which keeps to them. */
export interface BackendLimits extends Limits {
  /**
   * The size of one command as JSON in UTF-8; a larger one is refused with error 3.
   * @default 32768
   */
  readonly messageBytes: number
  /**
   * Commands beyond this rate wait, none is refused. One second's worth may come at once.
   * @default 20
   */
  readonly commandsPerSecond: number
  /**
   * How many transcript events are kept. Beyond it the oldest go, and `first` of an attach answer moves.
   * @default 250000
   */
  readonly transcriptEvents: number
}

export const defaultLimits: BackendLimits = Object.freeze({
  messageBytes: 32_768,
  commandsPerSecond: 20,
  transcriptEvents: 250_000,
})
