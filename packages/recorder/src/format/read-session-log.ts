import { checkArgument, guards } from '@chat-transport/core'
import { keepable, logFormat, logVersion, type SessionLog } from './session-log.ts'

const { array, boolean, fields, list, number, object, oneOf, optional, string, tagged, wholeNumber } = guards
type Guard = typeof object

const connectivity = oneOf('connecting', 'connected', 'reconnecting', 'interrupted', 'closed')
const error: Guard = (value, path) =>
  fields({
    name: string,
    text: string,
    code: optional(number),
    status: optional(number),
    retryAfterMs: optional(number),
    event: optional(object),
    cause: optional(error),
  })(value, path)

const entry = (shape: Readonly<Record<string, Guard>> = {}) => fields({ at: number, ...shape })
const lineEntry = (shape: Readonly<Record<string, Guard>> = {}) => entry({ line: wholeNumber(1), ...shape })
const callEntry = (shape: Readonly<Record<string, Guard>> = {}) => lineEntry({ call: wholeNumber(1), ...shape })

/** What a replay makes use of. */
const entries = {
  connect: lineEntry({ attach: object }),
  send: callEntry({ command: fields({ type: string, id: string }) }),
  close: lineEntry({ reason: optional(string) }),
  'credentials-given': lineEntry({ given: boolean }),
  'credentials-failed': lineEntry({ error }),
  'claim-queues': entry({ queues: wholeNumber(0) }),
  forget: entry(),
  'connect-failed': lineEntry({ error }),
  sent: callEntry(),
  'send-failed': callEntry({ error }),
  position: lineEntry({ after: wholeNumber(0) }),
  credentials: lineEntry({ refused: optional(error) }),
  event: lineEntry(),
  connectivity: lineEntry({ current: connectivity, previous: connectivity, since: number, cause: optional(error) }),
  retry: lineEntry({ attempt: wholeNumber(1), due: number, cause: error }),
  'queues-claimed': entry({ queues: wholeNumber(0) }),
  dropped: entry({ entries: wholeNumber(1), until: number }),
  unreadable: entry({ of: string, error: optional(error) }),
} satisfies Record<SessionLog['entries'][number]['type'], Guard>

const isKnown: Guard = fields({ type: oneOf(...Object.entries(entries).map(([type]) => type)) })
const shape = tagged(entries)
const logEntry: Guard = (value, path) => isKnown(value, path) ?? shape(value, path)

const sessionLog = fields({
  sdk: string,
  startedAt: number,
  durationMs: number,
  transport: fields({ name: string, unsupported: optional(list(string)) }),
  kept: list(oneOf(...keepable)),
  entries: array,
})

/**
 * Reads a log, as `recordSession` gives it or as its JSON text. Throws a `TypeError` or `RangeError` that names what is wrong with it:
 * no log at all, one of a newer version, or a field.
 */
export function readSessionLog(given: unknown): SessionLog {
  const log = typeof given === 'string' ? parsed(given) : given
  checkArgument('session log', log, fields({ format: oneOf(logFormat), version: wholeNumber(1) }))
  const { version } = log as SessionLog
  if (version > logVersion)
    throw new RangeError(
      `session log version: expected ${logVersion}, got ${version}: a newer @chat-transport/recorder has written it, and one as new can read it`,
    )
  checkArgument('session log', log, sessionLog)
  checkArgument('session log entries', (log as SessionLog).entries, list(logEntry))
  return log as SessionLog
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError('session log: expected JSON, got another text, or a part of one', { cause })
  }
}
