import { isChange } from '../protocol/changes.ts'
import type { EventTranscript, TranscriptEvent } from '../protocol/protocol.ts'
import { eventProblem, readRawEvent, type RawEvent } from '../protocol/raw-event.ts'
import type { Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import type { Progress } from './check-events.ts'

export interface EarlierEventsOptions {
  readonly progress: Progress
  readonly transcript: Transcript
  ownCommandOf(raw: RawEvent): string | undefined
  settled(commandId: string, entry: TranscriptEntry): void
  /** Raises error 151. */
  invalid(description: string, received: unknown): void
}

/**
 * Takes events from before those that are here to the transcript (P107). No handler is called for them. Returns whether there is
 * any that the page sees.
 */
export function takeEarlier({ events }: EventTranscript, options: EarlierEventsOptions): boolean {
  const { progress, transcript, ownCommandOf, settled, invalid } = options
  let { from } = progress
  const taken: RawEvent[] = []
  // The newest first: a change comes before what it changes.
  for (const raw of events.map(readRawEvent).reverse()) {
    const { event, index = from } = raw
    const problem = eventProblem(raw)
    if (problem) invalid(problem, event)
    else if (index < from) taken.push(raw)
    from = Math.min(from, index)
  }
  // An answer that leads no further is the last one.
  if (from === progress.from) progress.first = from
  progress.from = from
  const received = taken.map((raw) => ({ event: raw.event as TranscriptEvent, commandId: ownCommandOf(raw) }))
  const entries = transcript.addEarlier(received.map(({ event, commandId }) => ({ event, own: !!commandId })))
  received.forEach(({ commandId }, at) => commandId && settled(commandId, entries[at] as TranscriptEntry))
  return received.some(({ event }) => !isChange(event))
}
