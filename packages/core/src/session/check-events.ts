import { eventProblem } from '../protocol/event-guards.ts'
import type { ChatEvent } from '../protocol/protocol.ts'
import { readRawEvent, type RawEvent } from '../protocol/raw-event.ts'

export interface EventCheckOptions {
  /** A valid event. With an `index` it is a transcript event: each once, and in order. */
  accepted(event: ChatEvent, index: number | undefined): void
  /** Raises error 151: an event cannot be read, or events cannot be had. */
  invalid(description: string, received: unknown): void
  /** A transcript event cannot be read. The server has it all the same. */
  unread(raw: RawEvent): void
  /** Whether an own command still waits for this event. */
  awaits(event: ChatEvent): boolean
}

/** Checks each event of the transport and drops repeats. `position` always moves on, so that no bad event can stop a chat. */
export function createEventCheck({ accepted, invalid, unread, awaits }: EventCheckOptions) {
  let position = 0

  const missing = (upTo: number, event: unknown) => {
    const events = upTo === position + 1 ? `event ${upTo} is` : `events ${position + 1} to ${upTo} are`
    invalid(`index: ${events} missing`, event)
    position = upTo
  }

  /** Gives up what the server no longer keeps. While nothing of the transcript has been seen, nothing is missed. */
  const startsAt = (first: number, event: unknown) => {
    if (first <= position + 1) return
    if (position > 0) missing(first - 1, event)
    else position = first - 1
  }

  /** Drops repeats, unless an own command still waits for this event, which had been given up as missing. */
  const isNews = (event: ChatEvent, index: number): boolean => {
    if (index <= position) return awaits(event)
    if (index > position + 1) missing(index - 1, event)
    position = index
    return true
  }

  const refuse = (problem: string, raw: RawEvent) => {
    const { event, index } = raw
    if (index === undefined) return invalid(problem, event)
    if (index > position) {
      position = index
      invalid(problem, event)
    }
    unread(raw)
  }

  return {
    /** The index of the last transcript event that came; 0 before the first. */
    get position() {
      return position
    },
    receive(received: unknown): void {
      const problem = eventProblem(received)
      const raw = readRawEvent(received)
      if (problem) return refuse(problem, raw)
      const event = received as ChatEvent
      if (event.type === 'EventAttached') startsAt(event.first, event)
      if (raw.index === undefined || isNews(event, raw.index)) accepted(event, raw.index)
    },
  }
}
