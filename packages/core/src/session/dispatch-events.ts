import * as codes from '../protocol/error-codes.ts'
import { ChatError } from '../protocol/errors.ts'
import { createEventCheck, type Progress } from './check-events.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { RawEvent } from '../protocol/raw-event.ts'
import type {
  EventAttached,
  EventError,
  EventMessagePart,
  EventRead,
  EventSessionEnded,
  EventTranscript,
  EventTyping,
  TranscriptEvent,
} from '../protocol/protocol.ts'
import { takeEarlier } from './earlier-events.ts'
import type { History } from './history.ts'
import type { Participants } from './participants.ts'
import type { SessionIdentity } from './session-identity.ts'
import type { SessionEvents } from './session-events.ts'
import type { Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import type { TypingWatch } from './typing.ts'

export interface EventDispatchOptions {
  readonly progress: Progress
  readonly events: SessionEvents
  readonly transcript: Transcript
  readonly typing: TypingWatch
  readonly logger: Logger
  readonly clock: Clock
  readonly participants: Participants
  readonly history: Pick<History, 'answered'>
  /** Who the visitor is, once attached, and how far an earlier page has shown the transcript. */
  readonly identity: Pick<SessionIdentity, 'seen' | 'onUpdated'> & {
    readonly attached: Pick<EventAttached, 'party'> | undefined
  }
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
  const { progress, events, transcript, typing, participants, logger, clock, identity } = options

  /** The visitor's command that became the event. An event of another party may name it too, as its cause. */
  const ownCommandOf = ({ event, commandId }: RawEvent): string | undefined => {
    if (commandId === undefined) return undefined
    const partyId = (event as { party?: { id?: unknown } | null }).party?.id
    const isOwn =
      typeof partyId === 'string' ? partyId === identity.attached?.party.id : transcript.isUnsettled(commandId)
    return isOwn ? commandId : undefined
  }

  /** Gives an event to the transcript, and settles the command of an own one. Returns whether it is one. */
  const enter = (raw: RawEvent, give = transcript.addEvent): boolean => {
    const commandId = ownCommandOf(raw)
    const own = commandId !== undefined
    const entry = give(raw.event as TranscriptEvent, own)
    if (own) options.settled(commandId, entry)
    return own
  }

  const placeEvent = (raw: RawEvent) => {
    const event = raw.event as TranscriptEvent
    const handler = raw.row?.handler
    const own = enter(raw)
    participants.onEvent(event)
    if (event.type === 'EventParticipantUpdated') identity.onUpdated(event)
    if (event.type === 'EventMessage' || event.type === 'EventParticipantLeft') typing.lapse(event.party)
    if (event.type === 'EventSessionEnded') return options.ended(event, own)
    if (handler) events.emit(handler, (event.index <= identity.seen ? { ...event, replayed: true } : event) as never)
  }

  const raiseError = (event: EventError) => {
    if (event.commandId !== undefined) options.refused(event.commandId, ChatError.fromEvent(event))
    events.emit('error', event)
  }

  const invalid = (description: string, received: unknown) => {
    logger.warn(`invalid server response: ${description}`)
    const error = { code: codes.invalidResponse, description }
    events.emit('error', { type: 'EventError', error, cause: received })
  }

  const passing: Partial<Record<string, (event: never) => void>> = {
    EventAttached(event: EventAttached) {
      options.attached(event)
      transcript.drafts.named(event.drafts)
      for (const party of event.participants ?? []) participants.onEvent({ type: 'EventParticipantJoined', party })
    },
    EventTranscript(event: EventTranscript) {
      events.changed()
      options.history.answered(event, () => takeEarlier(event, { progress, accepted: enter, invalid }))
    },
    EventMessagePart(event: EventMessagePart) {
      transcript.drafts.add(event, clock.now())
      typing.lapse(event.party)
    },
    EventTyping: (event: EventTyping) => typing.onTyping(event),
    EventRead: options.read,
    EventError: raiseError,
    EventSessionTaken: options.taken,
  }

  return createEventCheck({
    progress,
    accepted(raw) {
      const { event, index, type = '' } = raw
      // What comes alone from before all that is here, to settle its command, has no place yet.
      if (index !== undefined && index < progress.from) enter(raw, transcript.settle)
      else if (index !== undefined) placeEvent(raw)
      else if (Object.hasOwn(passing, type)) passing[type]?.(event as never)
    },
    invalid,
    unread(raw) {
      const own = ownCommandOf(raw)
      if (own !== undefined && transcript.isUnsettled(own)) options.acceptedUnread(own)
    },
    awaits: (raw) => transcript.isUnsettled(ownCommandOf(raw) ?? ''),
  })
}
