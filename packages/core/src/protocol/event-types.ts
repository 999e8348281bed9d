import {
  array,
  boolean,
  fields,
  type Guard,
  list,
  number,
  object,
  optional,
  positive,
  string,
  wholeNumber,
} from '../checks/guards.ts'
import { messageContent } from './content-guards.ts'
import type {
  CausedByCommand,
  ChatEvent,
  IndexedEvent,
  Party,
  ReadMark,
  ServerLimits,
  TranscriptEvent,
  Uploads,
} from './protocol.ts'

/** A guard for each field of the type, also those that may be missing: it cannot know fewer fields than the type. */
type ShapeOf<Value> = { readonly [Field in keyof Value]-?: Guard }

/** Remembers which event it guards. */
interface EventGuard<Event> extends Guard {
  readonly of?: Event
}

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
    readonly guard: EventGuard<Extract<ChatEvent, { readonly type: Type }>>
    readonly handler?: string
  }
}

const party = fields({
  id: string,
  name: string,
  type: string,
  avatarUrl: optional(string),
  extra: optional(object),
} satisfies ShapeOf<Party>)
const readMark = { party, upTo: wholeNumber(0) } satisfies ShapeOf<ReadMark>
const change = { party, target: wholeNumber(1) }
const uploads = fields({
  url: string,
  token: string,
  maxBytes: positive,
  types: list(string),
} satisfies ShapeOf<Uploads>)

/** The guard of an event with a place in the transcript. */
export const indexedEvent = <Event>(
  shape: ShapeOf<Omit<Event, 'type' | keyof IndexedEvent | keyof CausedByCommand>>,
): EventGuard<Event> => fields({ index: wholeNumber(1), at: number, commandId: optional(string), ...shape })

/** The guard of any other. */
const passingEvent: <Event>(shape: ShapeOf<Omit<Event, 'type'>>) => EventGuard<Event> = fields

/** Every event type that this version knows: a new one needs its type in protocol.ts and one row here. */
export const eventTypes = {
  EventAttached: {
    indexed: false,
    guard: passingEvent({
      commandId: string,
      sessionId: string,
      party,
      first: wholeNumber(0),
      head: wholeNumber(0),
      reads: list(fields(readMark)),
      limits: fields({ maxMessageBytes: positive, commandsPerSecond: positive } satisfies ShapeOf<ServerLimits>),
      timeoutMs: number,
      secret: optional(string),
      uploads: optional(uploads),
      drafts: optional(list(string)),
      from: optional(wholeNumber(1)),
      participants: optional(list(party)),
      typingPreview: optional(boolean),
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
  EventMessagePart: {
    indexed: false,
    guard: passingEvent({ draft: string, party, offset: wholeNumber(0), text: string }),
  },
  EventMessageEdited: { indexed: true, guard: indexedEvent({ ...change, content: messageContent }) },
  EventMessageDeleted: { indexed: true, guard: indexedEvent(change) },
  EventReaction: { indexed: true, guard: indexedEvent({ ...change, emoji: string, on: boolean }) },
  EventNotice: { indexed: true, handler: 'notice', guard: indexedEvent({ party, notice: fields({ name: string }) }) },
  EventUserDataUpdated: { indexed: true, guard: indexedEvent({ party, userData: object }) },
  EventSessionEnded: { indexed: true, guard: indexedEvent({ reason: string }) },
  EventTranscript: { indexed: false, guard: passingEvent({ commandId: string, events: array }) },
  EventTyping: { indexed: false, guard: passingEvent({ party, isTyping: boolean, text: optional(string) }) },
  EventRead: { indexed: false, guard: passingEvent(readMark) },
  EventError: {
    indexed: false,
    guard: passingEvent({ error: fields({ code: number, description: string }), commandId: optional(string) }),
  },
  EventSessionTaken: { indexed: false, guard: passingEvent({ commandId: optional(string) }) },
} as const satisfies EventTypeTable

type Rows = typeof eventTypes
/** The session events that rows of the table name. */
export type EventHandlerName = Extract<Rows[keyof Rows], { readonly handler: string }>['handler']
