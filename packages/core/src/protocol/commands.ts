import type { TextContent, VisitorContent } from './message-content.ts'

/** Data about the visitor that the page gives the server: JSON values by name. */
export type UserData = Readonly<Record<string, unknown>>

/** Something that is no message: a name, and data of the application’s own. */
export interface Notice {
  readonly name: string
  readonly data?: unknown
}

/** Opens a session. `id` and `secret` are made by the client: a repeat with both joins the session it made. */
export interface StartSession {
  readonly type: 'StartSession'
  readonly id: string
  readonly secret: string
  readonly pageId: string
  readonly take: boolean
  /** What the application's own log-in gives, such as a JWT. Asked anew for each attach; never stored. */
  readonly auth?: string
  /** Of what is there only the newest so many events are to be sent (P105). */
  readonly last?: number
  readonly nickname?: string
  readonly subject?: string
  readonly userData?: UserData
}

/** Attaches to a session that exists, after the transcript event with index `after` (0 = from the beginning). */
export interface RestoreSession {
  readonly type: 'RestoreSession'
  readonly id: string
  readonly sessionId: string
  readonly secret: string
  readonly pageId: string
  readonly take: boolean
  /** What the application's own log-in gives, such as a JWT. Asked anew for each attach; never stored. */
  readonly auth?: string
  /** Of what is there only the newest so many events are to be sent (P105). */
  readonly last?: number
  readonly after: number
}

/** What opens every line. Made by the session: `id` and `secret` are saved, `pageId` is random for each start or restore, and never saved. */
export type AttachCommand = StartSession | RestoreSession

/** The visitor says something. */
export interface SendMessage {
  readonly type: 'SendMessage'
  readonly id: string
  readonly content: VisitorContent
}
/** A notice from the page to the other parties that is no message: `name` says which, `data` what it carries. */
export interface SendNotice {
  readonly type: 'SendNotice'
  readonly id: string
  readonly notice: Notice
}
/** Merges values into the session’s user data, by name. */
export interface UpdateUserData {
  readonly type: 'UpdateUserData'
  readonly id: string
  readonly userData: UserData
}
/** Makes the visitor's message say something else. `target`: the index of its event; so with the next two. */
export interface EditMessage {
  readonly type: 'EditMessage'
  readonly id: string
  readonly target: number
  readonly content: TextContent
}
/** Takes the visitor's message back. */
export interface DeleteMessage {
  readonly type: 'DeleteMessage'
  readonly id: string
  readonly target: number
}
/** Puts the visitor's emoji to anybody's message, or takes it away. */
export interface React {
  readonly type: 'React'
  readonly id: string
  readonly target: number
  readonly emoji: string
  readonly on: boolean
}
/** The visitor ends the session. */
export interface LeaveSession {
  readonly type: 'LeaveSession'
  readonly id: string
}
/** The visitor types, or has stopped. It is not kept. */
export interface SendTyping {
  readonly type: 'SendTyping'
  readonly id: string
  readonly isTyping: boolean
  /** What has been typed. Only where the attach answer says `typingPreview`. */
  readonly text?: string
}
/** `upTo`: the index of the last transcript event the visitor has read. */
export interface MarkRead {
  readonly type: 'MarkRead'
  readonly id: string
  readonly upTo: number
}
/** The visitor has just signed in: who they are, on the line that is open. Answered by an `EventParticipantUpdated`. */
export interface Identify {
  readonly type: 'Identify'
  readonly id: string
  /** As in an attach. */
  readonly auth: string
}
/** Asks for events of the transcript that come before the index `before`: the newest `limit` of them, or fewer (P106). */
export interface ReadTranscript {
  readonly type: 'ReadTranscript'
  readonly id: string
  readonly before: number
  readonly limit: number
}

/** Commands that become a transcript event: saved before they are sent, settled by the event that carries their id. */
export type TranscriptCommand = SendMessage | SendNotice | UpdateUserData | ChangeCommand | LeaveSession
/** Commands that change a message which is there. */
export type ChangeCommand = EditMessage | DeleteMessage | React
/** Commands of the moment: sent while connected, never queued. */
export type PassingCommand = SendTyping | MarkRead | Identify | ReadTranscript
/** What a page sends once it is attached. */
export type ChatCommand = TranscriptCommand | PassingCommand

/** Whether a command becomes a transcript event, which then is its acceptance. */
export function isTranscriptCommand(command: ChatCommand): command is TranscriptCommand {
  return !passingCommands.test(command.type)
}

const passingCommands = /^(SendTyping|MarkRead|Identify|ReadTranscript)$/
