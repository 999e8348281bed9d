import { eventProblem } from '../protocol/event-guards.ts'
import { placeOf } from '../protocol/raw-event.ts'
import type { ChatEvent } from '../protocol/protocol.ts'

export interface IntakeOptions {
  /** A valid event, each transcript event once and in order. */
  taken(event: ChatEvent): void
  /** What makes an error 151: an event that does not validate, or events that cannot be had. */
  invalid(description: string, received: unknown): void
  /** Whether the event is that of an own command which still waits for one. */
  awaits(event: ChatEvent): boolean
}

/** What a transport hands on, checked, with repeats dropped. `position` always moves on, so no bad event can stop a chat. */
export function createEventIntake({ taken, invalid, awaits }: IntakeOptions) {
  let position = 0

  const missing = (upTo: number, event: unknown) => {
    const events = upTo === position + 1 ? `event ${upTo} is` : `events ${position + 1} to ${upTo} are`
    invalid(`index: ${events} missing`, event)
    position = upTo
  }

  /** What the server no longer keeps is given up. Of a transcript of which nothing was seen yet, nothing is missed. */
  const startsAt = (first: number, event: unknown) => {
    if (first <= position + 1) return
    if (position > 0) missing(first - 1, event)
    else position = first - 1
  }

  /** A repeat is none, but for a command whose event was given up as missing before. */
  const isNews = (event: ChatEvent, index: number): boolean => {
    if (index <= position) return awaits(event)
    if (index > position + 1) missing(index - 1, event)
    position = index
    return true
  }

  const refuse = (problem: string, event: unknown) => {
    const index = placeOf(event)
    if (index !== undefined) {
      if (index <= position) return
      position = index
    }
    invalid(problem, event)
  }

  return {
    /** The index of the last transcript event taken; 0 before the first. */
    get position() {
      return position
    },
    receive(received: unknown): void {
      const problem = eventProblem(received)
      if (problem) return refuse(problem, received)
      const event = received as ChatEvent
      if (event.type === 'EventAttached') startsAt(event.first, event)
      const index = placeOf(event)
      if (index === undefined || isNews(event, index)) taken(event)
    },
  }
}
