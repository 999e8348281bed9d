import { errorCategory } from '@chat-transport/core'
import type { LogEntry, RecordedError, Redacted } from './session-log.ts'

type Describe = { readonly [Type in LogEntry['type']]: (entry: Extract<LogEntry, { type: Type }>) => string }

/** A command or event by its type, its code or place in the transcript, and its command. */
function nameOf(given: Redacted): string {
  const { type, index, id, commandId } = (given ?? {}) as Readonly<Record<string, unknown>>
  const isShown = (part: unknown) => typeof part === 'string' || typeof part === 'number'
  const name = typeof type === 'string' ? type : 'something without a type'
  return [name, ...[codeOf(given), index, id, commandId].filter(isShown)].join(' ')
}

/** What an `EventError` has; an event of the log may be of any kind. */
const codeOf = (event: Redacted): unknown =>
  (event as { readonly error?: { readonly code?: unknown } } | null)?.error?.code
/** By its code: what says of the line that it is away comes from the page's own side of it. */
const speakerOf = (event: Redacted) => (errorCategory(codeOf(event) as number) === 'transport' ? 'transport' : 'server')

const errorOf = ({ name, code, status, cause }: RecordedError): string =>
  [name, code, status].filter((part) => part !== undefined).join(' ') + (cause ? ` by ${errorOf(cause)}` : '')
const because = (cause: RecordedError | undefined) => (cause ? `: ${errorOf(cause)}` : '')

const descriptions: Describe = {
  connect: ({ attach }) => `the page connects: ${nameOf(attach)}`,
  send: ({ command }) => `the page sends ${nameOf(command)}`,
  close: ({ reason = 'detached' }) => `the page closes its line: ${reason}`,
  'credentials-given': ({ given }) => `the page gives ${given ? '' : 'no '}credentials`,
  'credentials-failed': ({ error }) => `the page has no credentials to give${because(error)}`,
  'claim-queues': ({ queues }) => `the page claims queues: ${queues}`,
  forget: () => 'the page forgets its chat',
  'connect-failed': ({ error }) => `the transport could not connect${because(error)}`,
  sent: ({ call }) => `what call ${call} sent was written`,
  'send-failed': ({ call, error }) => `what call ${call} sent was not written${because(error)}`,
  position: ({ after }) => `the transport asks where the page is: after ${after}`,
  credentials: ({ refused }) => `the transport asks for credentials${refused ? `, after ${errorOf(refused)}` : ''}`,
  event: ({ event }) => `the ${speakerOf(event)} says ${nameOf(event)}`,
  connectivity: ({ current, previous, cause }) => `the line was ${previous} and is ${current}${because(cause)}`,
  // As `chat.report()` counts: the attempt that has failed was one, too.
  retry: ({ attempt, at, due, cause }) => `attempt ${attempt + 1} follows in ${seconds(due - at)}${because(cause)}`,
  'queues-claimed': ({ queues }) => `the page has queues: ${queues}`,
  dropped: ({ entries, until, at }) => `${entries} entries were dropped here, of ${seconds(until - at)}`,
  unreadable: ({ of, error }) => `what no log can hold: ${of}${error ? ` (${errorOf(error)})` : ''}`,
}

export const seconds = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)} s`

/** What happened, in words. */
export const describeEntry = (entry: LogEntry): string =>
  (descriptions[entry.type] as (entry: LogEntry) => string)(entry)
