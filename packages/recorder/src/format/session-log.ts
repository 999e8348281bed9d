import type { Connectivity } from '@chat-transport/core'

export const logFormat = 'chat-transport session log'
export const logVersion = 1

/** What a log can show as it was. What is not kept is redacted. */
export type Kept = 'messages' | 'people' | 'data' | 'errors' | 'ids'
export const keepable: readonly Kept[] = ['messages', 'people', 'data', 'errors', 'ids']

/**
 * What happened between a page and its transport: plain JSON. Times are milliseconds since `startedAt`, in which a sleep of the
 * machine counts.
 */
export interface SessionLog {
  readonly format: typeof logFormat
  readonly version: typeof logVersion
  /** The version of `@chat-transport/core` that recorded it. */
  readonly sdk: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Until when it was recorded. */
  readonly durationMs: number
  readonly transport: { readonly name: string; readonly unsupported?: readonly string[] }
  readonly kept: readonly Kept[]
  /** In the order in which they happened. */
  readonly entries: readonly LogEntry[]
}

interface Entry<Type extends string> {
  readonly type: Type
  readonly at: number
}
/** `line`: the connection, from 1 in the order in which the page made them. */
interface LineEntry<Type extends string> extends Entry<Type> {
  readonly line: number
}
/** `call`: names a call and its result. */
interface CallEntry<Type extends string> extends LineEntry<Type> {
  readonly call: number
}

/**
 * A command or an event. Where it is redacted, each text is `⟦its length⟧` and each id a name such as `command-3`. A kept text that begins
 * with `⟦` itself has `⟦=⟧` before it.
 */
export type Redacted = unknown

/** An error, and what caused it. `text`: its message. */
export interface RecordedError {
  readonly name: string
  readonly text: string
  readonly code?: number
  readonly status?: number
  readonly retryAfterMs?: number
  /** The server's `EventError`. */
  readonly event?: Redacted
  readonly cause?: RecordedError
}

/** What the page does. */
export type PageEntry =
  | (LineEntry<'connect'> & { readonly attach: Redacted })
  | (CallEntry<'send'> & { readonly command: Redacted })
  | (LineEntry<'close'> & { readonly reason?: string })
  | (LineEntry<'credentials-given'> & { readonly given: boolean })
  | (LineEntry<'credentials-failed'> & { readonly error: RecordedError })
  | (Entry<'claim-queues'> & { readonly queues: number })
  | Entry<'forget'>

/** What the transport does. `position`: it has asked where the page is, as it does at each attach. */
export type TransportEntry =
  | (LineEntry<'connect-failed'> & { readonly error: RecordedError })
  | CallEntry<'sent'>
  | (CallEntry<'send-failed'> & { readonly error: RecordedError })
  | (LineEntry<'position'> & { readonly after: number })
  | (LineEntry<'credentials'> & { readonly refused?: RecordedError })
  | (LineEntry<'event'> & { readonly event: Redacted })
  | (LineEntry<'connectivity'> & {
      readonly current: Connectivity
      readonly previous: Connectivity
      readonly since: number
      readonly cause?: RecordedError
    })
  | (LineEntry<'retry'> & { readonly attempt: number; readonly due: number; readonly cause: RecordedError })
  | (Entry<'queues-claimed'> & { readonly queues: number })

/**
 * What the recorder says of the log. `dropped`: so many entries stood here, the last of them at `until`, and were too many to keep.
 * `unreadable`: something that no log can hold, such as an object that contains itself, and why.
 */
export type RecorderEntry =
  | (Entry<'dropped'> & { readonly entries: number; readonly until: number })
  | (Entry<'unreadable'> & { readonly of: LogEntry['type']; readonly error?: RecordedError })

/** One thing that happened. */
export type LogEntry = PageEntry | TransportEntry | RecorderEntry
