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
   * How many sessions this back end may have. When a start needs room, a start that no page has confirmed gives way, then a
   * session that has ended. If there is none, the start is answered with error 100, and the page tries again. Other sessions are
   * not affected, and can be restored.
   * @default 50000
   */
  readonly maxSessions: number
  /**
   * How much memory all starts may take that no page has confirmed: 12.5 kB each, and their data. Beyond it starts of the address
   * that has most give way, its oldest first.
   * @default 33554432
   */
  readonly maxUnconfirmedBytes: number
  /**
   * The same for the starts of one address.
   * @default 4194304
   */
  readonly maxUnconfirmedBytesPerAddress: number
  /**
   * How many sessions one address may start in a minute. One minute's worth may come at once. Beyond it a start is answered with
   * error 100.
   * @default 600
   */
  readonly startsPerMinute: number
  /**
   * How many sessions one address may have. Beyond it a start is answered with error 100.
   * @default 2000
   */
  readonly maxSessionsPerAddress: number
  /**
   * On how many devices a user may have one session. A further one takes the place of the one that has attached longest ago,
   * which cannot come back.
   * @default 10
   */
  readonly maxDevices: number
  /**
   * How many sessions that have ended are kept for pages to read. Beyond it the oldest are forgotten.
   * @default 10000
   */
  readonly maxEndedSessions: number
  /**
   * How large their transcripts may be together, as JSON in UTF-8. Beyond it the oldest are forgotten.
   * @default 134217728
   */
  readonly maxEndedBytes: number
}

export const defaultLimits: BackendLimits = Object.freeze({
  maxMessageBytes: 32_768,
  commandsPerSecond: 20,
  maxTranscriptEvents: 250_000,
  maxTranscriptBytes: 32 * 1024 * 1024,
  maxUserDataNames: 200,
  maxUserDataBytes: 65_536,
  maxSessions: 50_000,
  maxUnconfirmedBytes: 32 * 1024 * 1024,
  maxUnconfirmedBytesPerAddress: 4 * 1024 * 1024,
  startsPerMinute: 600,
  maxSessionsPerAddress: 2_000,
  maxDevices: 10,
  maxEndedSessions: 10_000,
  maxEndedBytes: 128 * 1024 * 1024,
})

const mostBytes = 1024 ** 4
const limit = (least: number, most: number) => guards.optional(guards.wholeNumber(least, most))

export const limitGuards = {
  maxMessageBytes: limit(1024, 16 * 1024 * 1024),
  commandsPerSecond: limit(1, 1_000_000),
  maxTranscriptEvents: limit(1, 10_000_000),
  maxTranscriptBytes: limit(1024, 1024 * 1024 * 1024),
  maxUserDataNames: limit(1, 100_000),
  maxUserDataBytes: limit(1024, 16 * 1024 * 1024),
  maxSessions: limit(1, 10_000_000),
  maxUnconfirmedBytes: limit(65_536, mostBytes),
  maxUnconfirmedBytesPerAddress: limit(65_536, mostBytes),
  startsPerMinute: limit(1, 10_000_000),
  maxSessionsPerAddress: limit(1, 10_000_000),
  maxDevices: limit(1, 1_000),
  maxEndedSessions: limit(0, 10_000_000),
  maxEndedBytes: limit(0, mostBytes),
} satisfies Readonly<Record<keyof BackendLimits, guards.Guard>>
