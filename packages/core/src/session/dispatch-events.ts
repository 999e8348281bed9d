import type { Clock } from '../platform/clock.ts'
import { ChatError, ErrorCode } from '../protocol/errors.ts'
import { createEventIntake } from './check-events.ts'
import type { Logger } from '../platform/logger.ts'
import { placeOf } from '../protocol/raw-event.ts'
import type {
  ChatEvent,
  EventAttached,
  EventError,
  EventRead,
  EventSessionEnded,
  EventTyping,
  TranscriptEvent,
} from '../protocol/protocol.ts'
import type { SessionEventName, SessionEvents } from './session-events.ts'
import type { Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import { createTypingWatch } from './typing.ts'

export interface IncomingOptions {
  readonly events: SessionEvents
  readonly transcript: Transcript
  readonly clock: Clock
  readonly logger: Logger
  /** The index up to which an earlier page of this visitor has shown the transcript. */
  readonly seen: number
  /** The visitor's party id, once attached. */
  visitorId(): string | undefined
  attached(event: EventAttached): void
  read(event: EventRead): void
  settled(commandId: string, entry: TranscriptEntry): void
  refused(commandId: string, error: ChatError): void
  taken(): void
  /** `asked`: it is the answer to a leave of this page. */
  ended(event: EventSessionEnded, asked: boolean): void
}

/** Where an event goes by its type alone, when handlers are all that is to be told. */
const handlerNames: Partial<Record<string, SessionEventName>> = {
  EventMessage: 'messageReceived',
  EventParticipantJoined: 'participantJoined',
  EventParticipantLeft: 'participantLeft',
  EventNotice: 'notice',
}

/** What the server says, from the raw event to the transcript, the handlers, and whoever else has to know. */
export function createIncomingEvents(options: IncomingOptions) {
  const { events, transcript, clock, logger, seen } = options
  const typing = createTypingWatch(clock, (event) => events.emit('typing', event))

  /** The command of this visitor that became the event. What others say may name one as its cause. */
  const ownCommandOf = (event: ChatEvent): string | undefined => {
    const { commandId, party } = event as { commandId?: string; party?: { id: string } }
    if (commandId === undefined) return undefined
    const isOwn = party ? party.id === options.visitorId() : transcript.isUnsettled(commandId)
    return isOwn ? commandId : undefined
  }

  const place = (event: TranscriptEvent) => {
    const commandId = ownCommandOf(event)
    const own = commandId !== undefined
    const entry = transcript.take(event, own)
    if (own) options.settled(commandId, entry)
    if (event.type === 'EventMessage' || event.type === 'EventParticipantLeft') typing.lapse(event.party)
    if (event.type === 'EventSessionEnded') return options.ended(event, own)
    const name = handlerNames[event.type]
    if (name) events.emit(name, (event.index <= seen ? { ...event, replayed: true } : event) as never)
  }

  const fail = (event: EventError) => {
    if (event.commandId !== undefined) options.refused(event.commandId, ChatError.fromEvent(event))
    events.emit('error', event)
  }

  const passing: Partial<Record<string, (event: never) => void>> = {
    EventAttached: options.attached,
    EventTyping: (event: EventTyping) => typing.heard(event),
    EventRead: options.read,
    EventError: fail,
    EventSessionTaken: options.taken,
  }

  const intake = createEventIntake({
    taken(event: ChatEvent) {
      if (placeOf(event) !== undefined) place(event as TranscriptEvent)
      else if (Object.hasOwn(passing, event.type)) passing[event.type]?.(event as never)
    },
    invalid(description, received) {
      logger.warn(`invalid server response: ${description}`)
      const error = { code: ErrorCode.invalidResponse, description }
      events.emit('error', { type: 'EventError', error, cause: received })
    },
    awaits: (event) => transcript.isUnsettled(ownCommandOf(event) ?? ''),
  })

  return {
    get position() {
      return intake.position
    },
    receive: intake.receive,
    /** Without a line nobody is known to be typing. */
    lineLost: typing.lapseAll,
  }
}
