import type {
  ChatEvent,
  Clock,
  EventSessionEnded,
  EventTyping,
  Party,
  ReadMark,
  TranscriptEvent,
  UserData,
} from '@chat-transport/core'
import type { ApplicationContents } from '../commands/application-contents.ts'
import type { UserDataSize } from '../commands/user-data-size.ts'
import type { CommittedEvent } from '../store/committed-event.ts'
import type { Appended, SessionRecord, StoredVisitor } from '../store/session-store.ts'
import type { EventDraft } from './event-draft.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import type { ChatUser } from './chat-user.ts'
import type { FileService } from './file-service.ts'
import type { OpenDrafts } from './open-drafts.ts'
import type { SessionEvents } from './session-events.ts'

/** `ended`: the transcript is closed. `gone`: this back end has forgotten the session. */
export type SessionStatus = 'open' | 'ended' | 'gone'

/** Which of the back ends of a store shows the session to its agents: the one to which a page has come last. */
export type ShownAt = 'here' | 'elsewhere' | 'nowhere'

/** What is told of somebody's typing. */
export type Typed = Pick<EventTyping, 'isTyping' | 'text'>

/** What an event comes with, and pages are not told. */
export interface BesideEvent {
  /** Who the visitor is by it. */
  readonly visitor?: StoredVisitor
  /** What its repeats are known by, when no command of the visitor caused it. */
  readonly key?: string
  /** The page by whose command it comes. */
  readonly from?: SessionAttachment
}

/** The command by which a visitor has become known, and the page that it came from. */
export interface BindCause {
  readonly commandId: string
  readonly from: SessionAttachment
}

/** A live session, as agents, the application's view of it and its commands use it. */
export interface SessionCore {
  readonly record: SessionRecord
  /** The visitor. */
  readonly party: Party
  /** Whose session it is, once that is known. */
  readonly user: ChatUser | undefined
  readonly clock: Clock
  readonly transcript: CoreTranscript
  readonly view: CoreView
  readonly events: SessionEvents
  /** The files of all sessions. */
  readonly files: FileService
  /** What may be said besides the standard contents. */
  readonly contents: ApplicationContents
  /** The messages that are being said. */
  readonly drafts: OpenDrafts
  /** Whether what is being typed is told. */
  readonly typingPreview: boolean
  readonly status: SessionStatus
  /** Whether a page is connected. */
  readonly attached: boolean
  readonly shownAt: ShownAt
  /** Appends an event to the transcript. Everybody is told once the store has it. */
  append(draft: EventDraft, beside?: BesideEvent): Promise<Appended>
  /** The session is this user's from now on. Appends the event that says so. */
  bind(user: ChatUser, cause?: BindCause): Promise<Appended>
  /** The device of this page has attached at another back end: its line here ends. */
  overtaken(from: SessionAttachment): void
  /** Moves a party's read mark forward and tells everybody else: `from` is the page that said it. */
  markRead(mark: ReadMark, from?: SessionAttachment): Promise<void>
  /** The visitor starts or stops typing in a page. That they have stopped, agents are told also when no page says so. */
  visitorTypes(typed: Typed, from: SessionAttachment): void
  /** Delivers an event outside the transcript to the pages that are connected. */
  pass(event: ChatEvent): void
}

export interface CoreTranscript {
  /** The index of the newest event. */
  readonly head: number
  /**
   * Whether decorators must not be shown the command, since it was accepted lately. False proves nothing: without decorators none is
   * remembered, so the schema of a repeat's content runs again, and its file is claimed again. Asking the store for each of these would
   * cost every first try a question.
   */
  isKnownRepeat(commandId: string): boolean
  /** The event of a command that was accepted before. Asks the store. */
  committed(commandId: string): Promise<CommittedEvent | undefined>
  /** The event at this index, if it is kept. Asks the store for it alone. */
  eventAt(index: number): Promise<TranscriptEvent | undefined>
  /** The events after index `after` that are kept, the first `limit` of them. */
  readEvents(after: number, limit: number): Promise<readonly TranscriptEvent[]>
}

/** The session's present state, computed from its transcript. */
export interface CoreView {
  readonly parties: readonly Party[]
  /** A copy, made anew each time. */
  readonly userData: UserData
  /** How large the user data would be after `update`. */
  userDataSizeWith(update: UserData): UserDataSize
  /** Whether the message at this index is deleted. */
  isDeleted(index: number): boolean
  /** The last event, when the session is over. */
  readonly ended: EventSessionEnded | undefined
}
