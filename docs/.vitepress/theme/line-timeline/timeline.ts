import { type Connectivity, errorCategory } from '@chat-transport/core'
import { describeEntry, type LogEntry, readSessionLog } from '@chat-transport/recorder'

/** A stretch of time in which a line was in one state. */
export interface Stretch {
  readonly state: Exclude<Connectivity, 'closed'>
  /** Milliseconds of the log. */
  readonly from: number
  readonly to: number
}

/** A connection that the page has made. */
export interface DrawnLine {
  readonly number: number
  /** Until it is closed. */
  readonly stretches: readonly Stretch[]
}

export interface Mark {
  /** The place of the entry in the log. */
  readonly key: number
  readonly at: number
  readonly by: 'page' | 'server' | 'line'
  /** The connection that it is about, if it is about one. */
  readonly line?: number
  readonly text: string
  readonly isFault: boolean
}

/** A log as it is drawn. */
export interface Timeline {
  readonly startedAt: number
  readonly durationMs: number
  readonly transport: string
  readonly lines: readonly DrawnLine[]
  readonly marks: readonly Mark[]
}

/** Throws an error that says what is wrong with the text. */
export function timelineOf(text: string): Timeline {
  const log = readSessionLog(text)
  const { startedAt, transport, entries } = log
  const durationMs = Math.max(log.durationMs, entries.at(-1)?.at ?? 0, 1)
  return {
    startedAt,
    durationMs,
    transport: transport.name,
    lines: linesOf(entries, durationMs),
    marks: entries.map((entry, key) => ({
      key,
      at: entry.at,
      by: whoOf(entry),
      ...('line' in entry && { line: entry.line }),
      text: describeEntry(entry),
      isFault: isFault(entry),
    })),
  }
}

function linesOf(entries: readonly LogEntry[], end: number): DrawnLine[] {
  const ofLines = entries.filter((entry) => 'line' in entry)
  return [...new Set(ofLines.map(({ line }) => line))].map((number) => ({
    number,
    stretches: stretchesOf(
      ofLines.filter(({ line }) => line === number),
      end,
    ),
  }))
}

function stretchesOf(entries: readonly LogEntry[], end: number): Stretch[] {
  const changes = entries.flatMap((entry) => {
    const state = stateAfter(entry)
    return state ? [{ at: entry.at, state }] : []
  })
  return changes.flatMap(({ at, state }, place) =>
    state === 'closed' ? [] : [{ state, from: at, to: changes[place + 1]?.at ?? end }],
  )
}

/** The state that a line is in from then on. */
function stateAfter(entry: LogEntry): Connectivity | undefined {
  if (entry.type === 'connect') return 'connecting'
  if (entry.type === 'close' || entry.type === 'connect-failed') return 'closed'
  return entry.type === 'connectivity' ? entry.current : undefined
}

const pages = ['connect', 'send', 'close', 'credentials-given', 'credentials-failed', 'claim-queues', 'forget']

function whoOf(entry: LogEntry): Mark['by'] {
  if (entry.type === 'event') return isOfLine(entry) ? 'line' : 'server'
  return pages.includes(entry.type) ? 'page' : 'line'
}

/** Error 150: the transport says it when no server can. */
function isOfLine({ event }: Extract<LogEntry, { type: 'event' }>): boolean {
  const { error } = (event ?? {}) as { readonly error?: { readonly code?: unknown } }
  return errorCategory(error?.code as number) === 'transport'
}

function isFault(entry: LogEntry): boolean {
  if (entry.type === 'connectivity') return entry.current === 'reconnecting' || entry.current === 'interrupted'
  if (entry.type === 'event') return (entry.event as { readonly type?: unknown } | null)?.type === 'EventError'
  return ['connect-failed', 'send-failed', 'credentials-failed', 'retry', 'dropped', 'unreadable'].includes(entry.type)
}
