import type { EventAttached } from '../protocol/protocol.ts'
import { eventProblem, readRawEvent, type RawEvent } from '../protocol/raw-event.ts'

/** How far the transcript has come in this page. The check of events alone moves it on. */
export interface Progress {
  /** The index of the last transcript event that came; 0 before the first. */
  position: number
  /** The index of the oldest transcript event that is here, or that is first to come. */
  from: number
  /** The index of the oldest transcript event that the server keeps. */
  first: number
}

export interface EventCheckOptions {
  readonly progress: Progress
  /** A valid event. With an `index` it is a transcript event: each once, and in order. */
  accepted(raw: RawEvent): void
  /** Raises error 151: an event cannot be read, or events cannot be had. */
  invalid(description: string, received: unknown): void
  /** A transcript event cannot be read. The server has it all the same. */
  unread(raw: RawEvent): void
  /** Whether an own command still waits for this event. */
  awaits(raw: RawEvent): boolean
}

/**
 * Takes each event of the transport: checks it and drops repeats. The position always moves on, so that no bad event can stop
 * a chat.
 */
export function createEventCheck({ progress, accepted, invalid, unread, awaits }: EventCheckOptions) {
  const missing = (upTo: number, event: unknown) => {
    const events =
      upTo === progress.position + 1 ? `event ${upTo} is` : `events ${progress.position + 1} to ${upTo} are`
    invalid(`index: ${events} missing`, event)
    progress.position = upTo
  }

  /** While nothing of the transcript has come, it begins where the server says. After that, what the server no longer keeps is given up. */
  const startsAt = (event: EventAttached) => {
    const { first, from = first } = event
    const start = Math.max(first, from, 1)
    progress.first = first
    if (progress.position === 0) {
      progress.from = start
      progress.position = start - 1
    } else if (start > progress.position + 1) missing(start - 1, event)
  }

  /** Drops repeats, unless an own command still waits for this event, which had been given up as missing. */
  const isNews = (raw: RawEvent, index: number): boolean => {
    if (index <= progress.position) return awaits(raw)
    if (index > progress.position + 1) missing(index - 1, raw.event)
    progress.position = index
    return true
  }

  const refuse = (problem: string, raw: RawEvent) => {
    const { event, index } = raw
    if (index === undefined) return invalid(problem, event)
    if (index > progress.position) {
      progress.position = index
      invalid(problem, event)
    }
    unread(raw)
  }

  return (received: unknown): void => {
    const raw = readRawEvent(received)
    const problem = eventProblem(raw)
    if (problem) return refuse(problem, raw)
    if (raw.type === 'EventAttached') startsAt(received as EventAttached)
    if (raw.index === undefined || isNews(raw, raw.index)) accepted(raw)
  }
}
