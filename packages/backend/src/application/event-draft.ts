import type { TranscriptEvent } from '@chat-transport/core'

type WithoutIndex<Event> = Event extends unknown ? Omit<Event, 'index'> : never

/** A transcript event that has no index yet: the store gives it one. */
export type EventDraft = WithoutIndex<TranscriptEvent>
