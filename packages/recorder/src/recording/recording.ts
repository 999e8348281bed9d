import { startStopwatch, version, type ChatTransport, type Clock } from '@chat-transport/core'
import {
  logFormat,
  logVersion,
  type Kept,
  type LogEntry,
  type RecordedError,
  type SessionLog,
} from '../format/session-log.ts'
import { redactError } from '../redaction/redact-error.ts'
import { createRedaction, type Redaction } from '../redaction/redaction.ts'
import { createKeptEntries } from './kept-entries.ts'

export interface RecordingSettings {
  readonly keep: readonly Kept[]
  readonly maxCharacters: number
  readonly clock: Clock
}

/** An entry without its time. */
type Untimed<Entry> = Entry extends LogEntry ? Omit<Entry, 'at'> : never
export type NewEntry = Untimed<LogEntry>

export interface Recording {
  /** Adds what `entry` makes. Harms nothing: where it fails, the log says so. */
  note(type: LogEntry['type'], entry: (redaction: Redaction) => NewEntry): void
  /** What the time on the wall clock is in the log. */
  timeOf(epochMs: number): number
  /** Names the next call. */
  nextCall(): number
  nextLine(): number
  log(): SessionLog
}

export function createRecording(transport: ChatTransport, settings: RecordingSettings): Recording {
  const { keep, maxCharacters, clock } = settings
  const { name, unsupported } = transport
  const startedAt = clock.now()
  const stopwatch = startStopwatch(clock)
  const elapsed = () => Math.round(stopwatch.elapsedMs() * 10) / 10
  const kept = createKeptEntries(maxCharacters)
  const redaction = createRedaction(keep)
  let calls = 0
  let lines = 0

  const add = (entry: NewEntry) => kept.add({ at: elapsed(), ...entry } as LogEntry)
  return {
    note(type, entry) {
      try {
        add(entry(redaction))
      } catch (error) {
        // A chat goes on, whatever its recorder cannot read.
        add({ type: 'unreadable', of: type, ...reason(error, redaction) })
      }
    },
    timeOf: (epochMs) => elapsed() - (clock.now() - epochMs),
    nextCall: () => ++calls,
    nextLine: () => ++lines,
    log: () => ({
      format: logFormat,
      version: logVersion,
      sdk: version,
      startedAt,
      durationMs: elapsed(),
      transport: { name, ...(unsupported && { unsupported: [...unsupported] }) },
      kept: [...keep],
      entries: kept.list(),
    }),
  }
}

function reason(error: unknown, redaction: Redaction): { readonly error?: RecordedError } {
  try {
    return { error: redactError(error, redaction) }
  } catch {
    return {} // what was thrown cannot be read either
  }
}
