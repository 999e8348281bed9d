import { ChatError, ErrorCode } from '../protocol/errors.ts'
import { createEventCheck } from './check-events.ts'
import type { Logger } from '../platform/logger.ts'
import { eventTypeRow } from '../protocol/event-types.ts'
import type {
  ChatEvent,
  EventAttached,
  EventError,
  EventRead,
  EventSessionEnded,
  EventTyping,
  TranscriptEvent,
} from '../protocol/protocol.ts'
import type { Participants } from './participants.ts'
import type { SessionEvents } from './session-events.ts'
import type { Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import type { TypingWatch } from './typing.ts'

export interface EventDispatchOptions {
  readonly events: SessionEvents
  readonly transcript: Transcript
  readonly typing: TypingWatch
  readonly logger: Logger
  /** The index up to which an earlier page of this visitor has shown the transcript. */
  seen(): number
  /** The visitor's party id, once attached. */
  readonly participants: Participants
  visitorId(): string | undefined
  attached(event: EventAttached): void
  read(event: EventRead): void
  settled(commandId: string, entry: TranscriptEntry): void
  /** The server has accepted the command, but its event cannot be read. Called after error 151 was emitted. */
  acceptedUnread(commandId: string): void
  refused(commandId: string, error: ChatError): void
  taken(): unknown
  /** `asked`: this page's leave was the cause. */
  ended(event: EventSessionEnded, asked: boolean): void
}

/** Takes each event of the server to the transcript, to the page's handlers, and to the parts of the session that need it. */
export function createEventDispatch(options: EventDispatchOptions) {
  const { events, transcript, typing, participants, logger } = options

  /** The visitor's command that became the event. An event of another party may name it too, as its cause. */
  const ownCommandOf = (event: unknown, commandId: string | undefined): string | undefined => {
    if (commandId === undefined) return undefined
    const partyId = (event as { party?: { id?: unknown } | null }).party?.id
    const isOwn = typeof partyId === 'string' ? partyId === options.visitorId() : transcript.isUnsettled(commandId)
    return isOwn ? commandId : undefined
  }

  const placeEvent = (event: TranscriptEvent) => {
    const commandId = ownCommandOf(event, commandIdOf(event))
    const own = commandId !== undefined
    const entry = transcript.addEvent(event, own)
    participants.onEvent(event)
    if (own) options.settled(commandId, entry)
    if (event.type === 'EventMessage' || event.type === 'EventParticipantLeft') typing.lapse(event.party)
    if (event.type === 'EventSessionEnded') return options.ended(event, own)
    const name = eventTypeRow(event.type)?.handler
    if (name) events.emit(name, (event.index <= options.seen() ? { ...event, replayed: true } : event) as never)
  }

  const raiseError = (event: EventError) => {
    if (event.commandId !== undefined) options.refused(event.commandId, ChatError.fromEvent(event))
    events.emit('error', event)
  }

  const passing: Partial<Record<string, (event: never) => void>> = {
    EventAttached: options.attached,
    EventTyping: (event: EventTyping) => typing.onTyping(event),
    EventRead: options.read,
    EventError: raiseError,
    EventSessionTaken: options.taken,
  }

  return createEventCheck({
    accepted(event, index) {
      if (index !== undefined) placeEvent(event as TranscriptEvent)
      else if (Object.hasOwn(passing, event.type)) passing[event.type]?.(event as never)
    },
    invalid(description, received) {
      logger.warn(`invalid server response: ${description}`)
      const error = { code: ErrorCode.invalidResponse, description }
      events.emit('error', { type: 'EventError', error, cause: received })
    },
    unread({ event, commandId }) {
      const own = ownCommandOf(event, commandId)
      if (own !== undefined && transcript.isUnsettled(own)) options.acceptedUnread(own)
    },
    awaits: (event) => transcript.isUnsettled(ownCommandOf(event, commandIdOf(event)) ?? ''),
  })
}

const commandIdOf = (event: ChatEvent) => ('commandId' in event ? event.commandId : undefined)
