// Checked by `npm run typecheck`; nothing in here is run.
import type { ChatTransport, Clock } from '@chat-transport/core'
import type { ReplayError } from '@chat-transport/recorder'
import {
  describeEntry,
  readSessionLog,
  recordSession,
  replayClock,
  replaySession,
  type Kept,
  type LogEntry,
  type RecordedTransport,
  type RecordSessionOptions,
  type ReplayClock,
  type ReplaySessionOptions,
  type ReplayTransport,
  type SessionLog,
} from '@chat-transport/recorder'
import { describe, expectTypeOf, test } from 'vitest'

describe('recordSession', () => {
  test('makes of a transport a transport with a log', () => {
    expectTypeOf(recordSession).toEqualTypeOf<
      (transport: ChatTransport, options?: RecordSessionOptions) => RecordedTransport
    >()
    expectTypeOf<RecordedTransport>().toExtend<ChatTransport>()
    expectTypeOf<RecordedTransport['log']>().toEqualTypeOf<() => SessionLog>()
    expectTypeOf<Required<RecordSessionOptions>>().toEqualTypeOf<{
      readonly keep: readonly Kept[]
      readonly maxCharacters: number
      readonly clock: Clock
    }>()
  })
})

describe('replaySession', () => {
  test('makes of a log a transport that says when it is over', () => {
    expectTypeOf(replaySession).toEqualTypeOf<(log: SessionLog, options?: ReplaySessionOptions) => ReplayTransport>()
    expectTypeOf<ReplayTransport>().toExtend<ChatTransport>()
    expectTypeOf<Pick<ReplayTransport, 'finished' | 'reached'>>().toEqualTypeOf<{
      readonly finished: Promise<void>
      reached(atMs: number): Promise<void>
    }>()
    expectTypeOf(replayClock).toEqualTypeOf<() => ReplayClock>()
    expectTypeOf<ReplayClock>().toExtend<Clock>()
    expectTypeOf<Pick<ReplayError, 'entry' | 'at'>>().toEqualTypeOf<{ readonly entry: number; readonly at: number }>()
  })
})

describe('a log', () => {
  test('is read from anything, and its entries by their type', () => {
    expectTypeOf(readSessionLog).toEqualTypeOf<(given: unknown) => SessionLog>()
    expectTypeOf(describeEntry).toEqualTypeOf<(entry: LogEntry) => string>()
    expectTypeOf<Extract<LogEntry, { type: 'connectivity' }>['since']>().toEqualTypeOf<number>()
    expectTypeOf<SessionLog['version']>().toEqualTypeOf<1>()
  })
})
