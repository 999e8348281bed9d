import {
  array,
  boolean,
  fields,
  type Guard,
  list,
  number,
  optional,
  positive,
  string,
  wholeNumber,
} from '../checks/guards.ts'
import { messageContent } from './content-guards.ts'
import type { ChatEvent, TranscriptEvent } from './protocol.ts'

export interface EventTypeRow {
  /** Whether events of this type have a place in the transcript. */
  readonly indexed: boolean
  /** What an event has to look like to be read; error 151 otherwise. Fields that a guard does not name are kept. */
  readonly guard: Guard
  /** The session event that hands it to the page, where that is all there is to do. */
  readonly handler?: EventHandlerName
}
type EventTypeTable = {
  readonly [Type in ChatEvent['type']]: Omit<EventTypeRow, 'handler'> & {
    readonly indexed: Type extends TranscriptEvent['type'] ? true : false
    readonly handler?: string
  }
}

const party = fields({ id: string, name: string, type: string, avatarUrl: optional(string) })
const readMark = { party, upTo: wholeNumber(0) }
const change = { party, target: wholeNumber(1) }
const uploads = fields({ url: string, token: string, maxBytes: positive, types: list(string) })

/** The guard of an event with a place in the transcript. */
export const indexedEvent = (shape: Readonly<Record<string, Guard>> = {}): Guard =>
  fields({ index: wholeNumber(1), at: number, commandId: optional(string), ...shape })

/** Every event type that this version knows: a new one needs its type in protocol.ts and one row here. */
export const eventTypes = {
  EventAttached: {
    indexed: false,
    guard: fields({
      commandId: string,
      sessionId: string,
      party,
      first: wholeNumber(0),
      head: wholeNumber(0),
      reads: list(fields(readMark)),
      limits: fields({ maxMessageBytes: positive, commandsPerSecond: positive }),
      timeoutMs: number,
      secret: optional(string),
      uploads: optional(uploads),
      drafts: optional(list(string)),
      from: optional(wholeNumber(1)),
      participants: optional(list(party)),
    }),
  },
  EventParticipantJoined: { indexed: true, handler: 'participantJoined', guard: indexedEvent({ party }) },
  EventParticipantLeft: {
    indexed: true,
    handler: 'participantLeft',
    guard: indexedEvent({ party, reason: optional(string) }),
  },
  EventParticipantUpdated: { indexed: true, handler: 'participantUpdated', guard: indexedEvent({ party }) },
  EventMessage: {
    indexed: true,
    handler: 'messageReceived',
    guard: indexedEvent({ party, content: messageContent, draft: optional(string), cut: optional(boolean) }),
  },
  EventMessagePart: { indexed: false, guard: fields({ draft: string, party, offset: wholeNumber(0), text: string }) },
  EventMessageEdited: { indexed: true, guard: indexedEvent({ ...change, content: messageContent }) },
  EventMessageDeleted: { indexed: true, guard: indexedEvent(change) },
  EventReaction: { indexed: true, guard: indexedEvent({ ...change, emoji: string, on: boolean }) },
  EventNotice: { indexed: true, handler: 'notice', guard: indexedEvent({ party, notice: fields({ name: string }) }) },
  EventUserDataUpdated: { indexed: true, guard: indexedEvent({ party, userData: fields({}) }) },
  EventSessionEnded: { indexed: true, guard: indexedEvent({ reason: string }) },
  EventTranscript: { indexed: false, guard: fields({ commandId: string, events: array }) },
  EventTyping: { indexed: false, guard: fields({ party, isTyping: boolean, text: optional(string) }) },
  EventRead: { indexed: false, guard: fields(readMark) },
  EventError: {
    indexed: false,
    guard: fields({ error: fields({ code: number, description: string }), commandId: optional(string) }),
  },
  EventSessionTaken: { indexed: false, guard: fields({}) },
} as const satisfies EventTypeTable

type Rows = typeof eventTypes
/** The session events that rows of the table name. */
export type EventHandlerName = Extract<Rows[keyof Rows], { readonly handler: string }>['handler']
