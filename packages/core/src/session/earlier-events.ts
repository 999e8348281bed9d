import { isChange } from '../protocol/changes.ts'
import type { EventTranscript, TranscriptEvent } from '../protocol/protocol.ts'
import { eventProblem, readRawEvent, type RawEvent } from '../protocol/raw-event.ts'
import type { Progress } from './check-events.ts'

export interface EarlierEventsOptions {
  readonly progress: Progress
  /** An event that can be read. */
  accepted(raw: RawEvent): unknown
  /** Raises error 151. */
  invalid(description: string, received: unknown): void
}

/** Takes events from before those that are here (P107). Returns how many of them the page sees. */
export function takeEarlier(
  { events }: EventTranscript,
  { progress, accepted, invalid }: EarlierEventsOptions,
): number {
  const { from } = progress
  let seen = 0
  // The newest first: a change comes before what it changes.
  for (const raw of events.map(readRawEvent).reverse()) {
    const { event, index = Infinity } = raw
    const problem = eventProblem(raw)
    if (problem) invalid(problem, event)
    if (index >= progress.from) continue
    progress.from = index
    if (problem) continue
    accepted(raw)
    if (!isChange(event as TranscriptEvent)) seen++
  }
  // An answer that leads no further is the last one.
  if (progress.from === from) progress.first = from
  return seen
}
