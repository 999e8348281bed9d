import type {
  ChatEvent,
  EventAttached,
  EventError,
  EventMessage,
  EventMessageDeleted,
  EventMessageEdited,
  EventMessagePart,
  EventNotice,
  EventParticipantJoined,
  EventParticipantLeft,
  EventParticipantUpdated,
  EventReaction,
  EventRead,
  EventSessionEnded,
  EventSessionTaken,
  EventTranscript,
  EventTyping,
  EventUserDataUpdated,
  IndexedEvent,
  Notice,
  Party,
  ReadMark,
  ServerLimits,
  Uploads,
} from '@chat-transport/core'
import { content } from './redact-content.ts'
import {
  data,
  fields,
  flag,
  id,
  knownType,
  link,
  list,
  mediaType,
  number,
  ownName,
  secret,
  tagged,
  text,
  word,
  type Redactor,
} from './redactors.ts'

const type = knownType
const command = id('command')
const draft = id('draft')
const party = fields<Party>({
  id: id('party'),
  name: text('people'),
  type: word('people', ['client', 'agent', 'supervisor', 'external', 'system']),
  avatarUrl: link('people'),
  extra: data('data'),
})
/** Those that servers and this SDK give; others may name somebody. */
const reason = word('errors', ['left', 'expired', 'unknown'])

export const notice = fields<Notice>({ name: ownName('notice', 'data'), data: data('data') })

const indexed = { type, index: number, at: number, commandId: command }
const change = { ...indexed, party, target: number }
const read = { party, upTo: number }

const transcriptEvents = {
  EventParticipantJoined: fields<EventParticipantJoined>({ ...indexed, party }),
  EventParticipantLeft: fields<EventParticipantLeft>({ ...indexed, party, reason }),
  EventParticipantUpdated: fields<EventParticipantUpdated>({ ...indexed, party }),
  EventMessage: fields<EventMessage>({ ...indexed, party, content, draft, cut: flag }),
  EventMessageEdited: fields<EventMessageEdited>({ ...change, content }),
  EventMessageDeleted: fields<EventMessageDeleted>(change),
  EventReaction: fields<EventReaction>({ ...change, emoji: text('messages'), on: flag }),
  EventNotice: fields<EventNotice>({ ...indexed, party, notice }),
  EventUserDataUpdated: fields<EventUserDataUpdated>({ ...indexed, party, userData: data('data') }),
  EventSessionEnded: fields<EventSessionEnded>({ ...indexed, reason }),
}
/** Of a type that this version does not know: its place, and whose it is. */
const unknown = fields<IndexedEvent & { type: unknown; commandId: unknown }>({
  ...indexed,
  type: ownName('event-type', 'data'),
})

const events = {
  ...transcriptEvents,
  EventAttached: fields<EventAttached>({
    type,
    commandId: command,
    sessionId: id('session'),
    party,
    first: number,
    head: number,
    reads: list(fields<ReadMark>(read)),
    limits: fields<ServerLimits>({ maxMessageBytes: number, commandsPerSecond: number }),
    from: number,
    participants: list(party),
    timeoutMs: number,
    secret,
    uploads: fields<Uploads>({ url: link(), token: secret, maxBytes: number, types: list(mediaType) }),
    drafts: list(draft),
    typingPreview: flag,
  }),
  EventMessagePart: fields<EventMessagePart>({ type, draft, party, offset: number, text: text('messages') }),
  EventTranscript: fields<EventTranscript>({
    type,
    commandId: command,
    events: list((event, redaction) => redactEvent(event, redaction)),
  }),
  EventTyping: fields<EventTyping>({ type, party, isTyping: flag, text: text('messages') }),
  EventRead: fields<EventRead>({ type, ...read }),
  EventError: fields<Pick<EventError, 'type' | 'error' | 'commandId'>>({
    type,
    commandId: command,
    error: fields<{ code: number; description: string }>({ code: number, description: text('errors') }),
  }),
  EventSessionTaken: fields<EventSessionTaken>({ type, commandId: command }),
} satisfies Record<ChatEvent['type'], Redactor>

/** What a log shows of anything that a transport hands on. */
export const redactEvent: Redactor = tagged(events, unknown)
