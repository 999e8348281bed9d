import type { Connectivity } from '@chat-transport/core'
import { describeEntry, type LogEntry, readSessionLog } from '@chat-transport/recorder'

/** A stretch of time in which the line was in one state. */
export interface Stretch {
  readonly state: Connectivity
  /** Milliseconds of the log. */
  readonly from: number
  readonly to: number
}

export interface Mark {
  /** The place of the entry in the log. */
  readonly key: number
  readonly at: number
  readonly by: 'page' | 'server' | 'line'
  readonly text: string
  readonly isFault: boolean
}

/** A log as it is drawn. */
export interface Timeline {
  readonly startedAt: number
  readonly durationMs: number
  readonly transport: string
  readonly stretches: readonly Stretch[]
  readonly marks: readonly Mark[]
}

/** Throws an error that says what is wrong with the text. */
export function timelineOf(text: string): Timeline {
  const { startedAt, transport, entries, durationMs } = readSessionLog(text)
  return {
    startedAt,
    durationMs: Math.max(durationMs, entries.at(-1)?.at ?? 0, 1),
    transport: transport.name,
    stretches: stretchesOf(entries, durationMs),
    marks: entries.map((entry, key) => ({
      key,
      at: entry.at,
      by: whoOf(entry),
      text: describeEntry(entry),
      isFault: isFault(entry),
    })),
  }
}

function stretchesOf(entries: readonly LogEntry[], end: number): Stretch[] {
  const changes = entries.flatMap((entry) => {
    if (entry.type === 'connect') return [{ at: entry.at, state: 'connecting' as const }]
    return entry.type === 'connectivity' ? [{ at: entry.at, state: entry.current }] : []
  })
  return changes.map(({ at, state }, place) => ({ state, from: at, to: changes[place + 1]?.at ?? Math.max(end, at) }))
}

const pages = ['connect', 'send', 'close', 'credentials-given', 'credentials-failed', 'claim-queues', 'forget']

function whoOf({ type }: LogEntry): Mark['by'] {
  if (type === 'event') return 'server'
  return pages.includes(type) ? 'page' : 'line'
}

function isFault(entry: LogEntry): boolean {
  if (entry.type === 'connectivity') return entry.current === 'reconnecting' || entry.current === 'interrupted'
  if (entry.type === 'event') return (entry.event as { readonly type?: unknown } | null)?.type === 'EventError'
  return ['connect-failed', 'send-failed', 'credentials-failed', 'retry', 'dropped', 'unreadable'].includes(entry.type)
}
