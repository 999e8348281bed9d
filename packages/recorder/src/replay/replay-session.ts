import { checkOptions, environmentGuards, guards, systemClock, type Clock } from '@chat-transport/core'
import { describeEntry } from '../format/describe-entry.ts'
import { readSessionLog } from '../format/read-session-log.ts'
import type { LogEntry, SessionLog } from '../format/session-log.ts'
import { createReplay, type ReplayTransport } from './create-replay.ts'
import type { ReplayClock } from './replay-clock.ts'

/** How `replaySession` plays a log. */
export interface ReplaySessionOptions {
  /**
   * Whose time the log is played in: the same as the chat's. `replayClock()` makes one that plays it as fast as possible.
   * @default the system's
   */
  readonly clock?: Clock | ReplayClock
  /** How long, in real time, the page may take to do what the log has. `Infinity`: for ever. @default 3000 */
  readonly patienceMs?: number
  /** Plays a log from which entries were dropped, as if nothing had happened there. @default false: that is an error */
  readonly skipDropped?: boolean
}

const aboveZero = guards.numberThat('a number above 0', (value) => value > 0)

/**
 * Makes a log a transport: the page is told what was recorded, at the same times. What the page does in the log, it has to do again: the
 * replay waits for it there, and gives the answers that were recorded. Throws a `TypeError` or `RangeError` that names a bad option or
 * what is wrong with the log.
 */
export function replaySession(log: SessionLog, options: ReplaySessionOptions = {}): ReplayTransport {
  checkOptions('replaySession', options, {
    clock: environmentGuards.clock,
    patienceMs: guards.optional(aboveZero),
    skipDropped: guards.optional(guards.boolean),
  })
  const { transport, entries, durationMs } = readSessionLog(log)
  const { clock = systemClock, patienceMs = 3_000, skipDropped = false } = options
  if (!skipDropped) refuseDropped(entries)
  return createReplay({ transport, entries, durationMs, clock, patienceMs })
}

function refuseDropped(entries: readonly LogEntry[]): void {
  const dropped = entries.find(({ type }) => type === 'dropped')
  if (dropped)
    throw new RangeError(
      `session log: ${describeEntry(dropped)}, since the log had become too long. Record with a larger maxCharacters, or play what is left with skipDropped: true`,
    )
}
