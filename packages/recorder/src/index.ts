export { recordSession } from './recording/record-session.ts'
export type { RecordedTransport, RecordSessionOptions } from './recording/record-session.ts'
export { replaySession } from './replay/replay-session.ts'
export type { ReplaySessionOptions } from './replay/replay-session.ts'
export type { ReplayTransport } from './replay/create-replay.ts'
export { replayClock } from './replay/replay-clock.ts'
export type { ReplayClock } from './replay/replay-clock.ts'
export { ReplayError } from './replay/replay-error.ts'

// The log: for whoever shows one.
export { readSessionLog } from './format/read-session-log.ts'
export { describeEntry } from './format/describe-entry.ts'
export type {
  Kept,
  LogEntry,
  PageEntry,
  RecordedError,
  RecorderEntry,
  Redacted,
  SessionLog,
  TransportEntry,
} from './format/session-log.ts'
