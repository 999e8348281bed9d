import {
  checkOptions,
  environmentGuards,
  guards,
  systemClock,
  type ChatTransport,
  type Clock,
} from '@chat-transport/core'
import { keepable, type Kept, type SessionLog } from '../format/session-log.ts'
import { recordConnection } from './record-connection.ts'
import { createRecording } from './recording.ts'

/** What `recordSession` takes besides the transport. */
export interface RecordSessionOptions {
  /**
   * What the log shows as it was:
   *
   * - `messages`: what is said and typed, links, names of files
   * - `people`: names, nicknames, avatars
   * - `data`: user data, notices, and what else applications send beside the protocol's own fields
   * - `errors`: texts of errors, reasons of ends
   * - `ids`: of sessions, commands, parties, pages
   *
   * Secrets, credentials, and links to uploads and files never are.
   * @default nothing of all that
   */
  readonly keep?: readonly Kept[]
  /**
   * How long the entries of the log may be as JSON. Beyond that the oldest are dropped, but for those that opened the chat.
   * @default 1_000_000
   */
  readonly maxCharacters?: number
  /** Whose time the log tells: the transport's. @default the system's */
  readonly clock?: Clock
}

/** The transport it was made of, and the log of what goes over it. */
export interface RecordedTransport extends ChatTransport {
  /** What has happened so far. It is a copy: plain JSON that no longer changes. */
  log(): SessionLog
}

/**
 * Records what a page and its transport tell each other. The page is told the same as without it. Throws a `TypeError` or `RangeError` that
 * names a bad option.
 */
export function recordSession(transport: ChatTransport, options: RecordSessionOptions = {}): RecordedTransport {
  checkOptions('recordSession', options, {
    keep: guards.optional(guards.list(guards.oneOf(...keepable))),
    maxCharacters: guards.optional(guards.wholeNumber(1)),
    clock: environmentGuards.clock,
  })
  const { keep = [], maxCharacters = 1_000_000, clock = systemClock } = options
  const recording = createRecording(transport, { keep, maxCharacters, clock })
  const { note } = recording
  const { name, address, unsupported, storageArea } = transport
  return {
    name,
    address,
    ...(unsupported && { unsupported }),
    ...(storageArea && { storageArea }),
    ...(transport.claimQueues && {
      async claimQueues(keys) {
        note('claim-queues', () => ({ type: 'claim-queues', queues: keys.length }))
        const claimed = (await transport.claimQueues?.(keys)) ?? keys
        note('queues-claimed', () => ({ type: 'queues-claimed', queues: claimed.length }))
        return claimed
      },
    }),
    ...(transport.forget && {
      forget() {
        note('forget', () => ({ type: 'forget' }))
        transport.forget?.()
      },
    }),
    connect: (attach, page) => recordConnection(transport, recording, { attach, page }),
    log: recording.log,
  }
}
