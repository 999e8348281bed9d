import type { Notice, UserData } from './commands.ts'
import type { MessageContent } from './message-content.ts'

export * from './commands.ts'

/**
 * What travels between a page and the chat server: commands up, events down. Types only; PROTOCOL.md is normative.
 * Both ends ignore fields and event types they do not know, so every event type here is open at the end.
 */

/** Who speaks. `client` is the visitor. */
export interface Party {
  readonly id: string
  readonly name: string
  readonly type: PartyType
  /** A picture of them. Its scheme is to be looked at before it is fetched (P67). */
  readonly avatarUrl?: string
  /** What the application says of them besides. */
  readonly extra?: Readonly<Record<string, unknown>>
}
/** What a party is: the visitor is the `client`, a bot is `external`. */
export type PartyType = 'client' | 'agent' | 'supervisor' | 'external' | 'system'

/** A place in the transcript: `index` counts from 1 without gaps, `at` is epoch milliseconds. */
export interface IndexedEvent {
  readonly index: number
  readonly at: number
}
/** The id of the command that caused the event. */
export interface CausedByCommand {
  readonly commandId?: string
}

/** A party takes part from here on. */
export interface EventParticipantJoined extends IndexedEvent {
  readonly type: 'EventParticipantJoined'
  readonly party: Party
}
/** A party no longer takes part. */
export interface EventParticipantLeft extends IndexedEvent {
  readonly type: 'EventParticipantLeft'
  readonly party: Party
  readonly reason?: string
}
/** A party is known otherwise from here on: the visitor, whose user has signed in. */
export interface EventParticipantUpdated extends IndexedEvent, CausedByCommand {
  readonly type: 'EventParticipantUpdated'
  readonly party: Party
}
/** Somebody has said something. */
export interface EventMessage extends IndexedEvent, CausedByCommand {
  readonly type: 'EventMessage'
  readonly party: Party
  readonly content: MessageContent
  /** The draft whose parts told of it before it was whole. It takes their place. */
  readonly draft?: string
  /** It ended before it was whole. */
  readonly cut?: boolean
}
/** The message at index `target` says something else from here on; so for the next two. */
export interface EventMessageEdited extends IndexedEvent, CausedByCommand {
  readonly type: 'EventMessageEdited'
  readonly party: Party
  readonly target: number
  readonly content: MessageContent
}
/** `party`: who has deleted it, which may be another than who wrote it. */
export interface EventMessageDeleted extends IndexedEvent, CausedByCommand {
  readonly type: 'EventMessageDeleted'
  readonly party: Party
  readonly target: number
}
/** A party has put a reaction to the message with the index `target`, or has taken it back (`on: false`). */
export interface EventReaction extends IndexedEvent, CausedByCommand {
  readonly type: 'EventReaction'
  readonly party: Party
  readonly target: number
  readonly emoji: string
  readonly on: boolean
}
/** Events that change a message which is there. */
export type ChangeEvent = EventMessageEdited | EventMessageDeleted | EventReaction

/** A party has told the others something that is no message. */
export interface EventNotice extends IndexedEvent, CausedByCommand {
  readonly type: 'EventNotice'
  readonly party: Party
  readonly notice: Notice
}
/** What is known of the visitor has changed. */
export interface EventUserDataUpdated extends IndexedEvent, CausedByCommand {
  readonly type: 'EventUserDataUpdated'
  readonly party: Party
  readonly userData: UserData
}
/** The end. `reason` is the server's, `'left'` when the visitor asked for it. */
export interface EventSessionEnded extends IndexedEvent, CausedByCommand {
  readonly type: 'EventSessionEnded'
  readonly reason: string
}
/** Events with a place in the transcript. An event of unknown type with an `index` is one too. */
export type TranscriptEvent =
  | EventParticipantJoined
  | EventParticipantLeft
  | EventParticipantUpdated
  | EventMessage
  | ChangeEvent
  | EventNotice
  | EventUserDataUpdated
  | EventSessionEnded

/** How far a party has read: the index of the last transcript event. */
export interface ReadMark {
  readonly party: Party
  readonly upTo: number
}
/** What a server accepts: `maxMessageBytes` is the size of one command as JSON in UTF-8. */
export interface ServerLimits {
  readonly maxMessageBytes: number
  readonly commandsPerSecond: number
}

/** Where and how the page may upload files, by tus 1.0.0 over HTTP. */
export interface Uploads {
  /** Where uploads are made. */
  readonly url: string
  /** Goes with each request, as `Authorization: Bearer …`. Not the secret. */
  readonly token: string
  /** The size of the largest file. */
  readonly maxBytes: number
  /** The media types that are taken, such as `'image/png'` or `'image/*'`. */
  readonly types: readonly string[]
}

/** The answer to an accepted attach. What follows is the transcript after the position asked for. */
export interface EventAttached {
  readonly type: 'EventAttached'
  readonly commandId: string
  readonly sessionId: string
  /** The visitor, as the server names them. */
  readonly party: Party
  /** The index of the oldest transcript event the server still keeps. */
  readonly first: number
  /** The index of the newest transcript event, from 1: a session begins with its visitor joining (P72). */
  readonly head: number
  readonly reads: readonly ReadMark[]
  readonly limits: ServerLimits
  /** The index of the first event that follows, where the attach has asked for the last ones (P105). What comes before can be read. */
  readonly from?: number
  /** With `from`: who is in the session. */
  readonly participants?: readonly Party[]
  /** How long the session lives with nobody attached. */
  readonly timeoutMs: number
  /** Only from back ends that issue their own: saved in place of the client's. */
  readonly secret?: string
  /** Only from servers that take files. */
  readonly uploads?: Uploads
  /** The messages that are being said now. Each comes whole after the head, from offset 0 (P101). */
  readonly drafts?: readonly string[]
  /** The server takes what the visitor is typing (P104). */
  readonly typingPreview?: boolean
}
/** Some of a message that is being said. Its event, which has the same `draft`, follows. */
export interface EventMessagePart {
  readonly type: 'EventMessagePart'
  /** Names the message until it has an index. */
  readonly draft: string
  readonly party: Party
  /** Where `text` begins in the message, in UTF-16 code units. */
  readonly offset: number
  readonly text: string
}
/** The answer to a `ReadTranscript`: events in order of index, without gaps, the last of them right before what was asked for. */
export interface EventTranscript {
  readonly type: 'EventTranscript'
  readonly commandId: string
  readonly events: readonly TranscriptEvent[]
}
/** A party types, or has stopped. It is not kept. */
export interface EventTyping {
  readonly type: 'EventTyping'
  readonly party: Party
  readonly isTyping: boolean
  /** What has been typed, where that is shown before it is sent. */
  readonly text?: string
}
/** Somebody has read as far as `upTo`. */
export interface EventRead extends ReadMark {
  readonly type: 'EventRead'
}
/** An error as the server sent it (or 150–152 from the browser side), unknown fields included. */
export interface EventError extends CausedByCommand {
  readonly type: 'EventError'
  readonly error: { readonly code: number; readonly description: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}
/** Another page holds the session now. */
export interface EventSessionTaken {
  readonly type: 'EventSessionTaken'
  readonly commandId?: string
}

/** What a server sends. */
export type ChatEvent =
  | TranscriptEvent
  | EventAttached
  | EventTranscript
  | EventMessagePart
  | EventTyping
  | EventRead
  | EventError
  | EventSessionTaken
