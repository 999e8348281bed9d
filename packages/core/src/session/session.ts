import { jsonSnapshot } from '../platform/json-snapshot.ts'
import { abortable } from '../platform/deferred.ts'
import { randomId } from '../platform/random-token.ts'
import { checkArgument, checkOptions } from '../checks/check-argument.ts'
import { discardFailed, retryFailed } from './failed-messages.ts'
import type { SendFileOptions } from './file-sender.ts'
import type { EarlierLoaded } from './history.ts'
import { type RegisterHandler, registers } from './register-handlers.ts'
import type { SessionRuntime } from './session-runtime.ts'
import { editedContent, someText, visitorContent } from '../protocol/content-guards.ts'
import type { TextContent, VisitorContent } from '../protocol/message-content.ts'
import type { ChangeCommand, Party, ReadMark, Uploads, UserData } from '../protocol/protocol.ts'
import type { SessionStatus } from './session-events.ts'
import {
  aFunction,
  boolean,
  type Guard,
  guard,
  object,
  optional,
  signal,
  string,
  wholeNumber,
} from '../checks/guards.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'
import type { TypingParty } from './typing.ts'
import { unreadCount } from '../transcript/unread-count.ts'

/**
 * One chat of one visitor. Handlers registered together all get every event from the beginning: nothing is told until one
 * task after the first is registered. `transcript` and `status` are always current.
 */
export interface ChatSession {
  readonly id: string
  /** The visitor, as the server names them. */
  readonly party: Party
  readonly status: SessionStatus
  /** False once storage has failed: a reload may lose what is queued. */
  readonly persistent: boolean
  /** Every entry so far, own unsettled ones included. The same array until something changes. */
  readonly transcript: readonly TranscriptEntry[]
  /** Whether the server has events from before the transcript that is here: see `last`, and `loadEarlier`. */
  readonly hasEarlier: boolean
  /** Who is in the chat, the visitor included. The same array until that changes; so with the next two. */
  readonly participants: readonly Party[]
  /** Who else is typing now, and what, as far as the server shows it. Nobody while the line is down. */
  readonly typing: readonly TypingParty[]
  /** How far each of the others has read. */
  readonly reads: readonly ReadMark[]
  /** How many messages of others in `transcript` the visitor has not read, as `markRead` says, here or before a reload. */
  readonly unread: number
  /**
   * Whether the server takes files: up to which size, and of which types. What a message says of a file may have a relative `url`:
   * `new URL(file.url, session.uploads?.url)` is its address.
   */
  readonly uploads: Omit<Uploads, 'token'> | undefined

  /**
   * Loads `count` earlier events in front of `transcript`, or what there is, and calls no handler for them but
   * `onTranscriptChanged` and `onChanged`. Resolves with whether there are more. While one call is under way, all get its promise; without a line
   * it waits for the next. Rejects with a `ChatError` when the server refuses it, an `InvalidStateError` when the session is over.
   * @default 50
   */
  loadEarlier(count?: number): Promise<EarlierLoaded>
  /**
   * Resolves with the transcript entry when the server has the message; queued while offline. Rejects with a `ChatError` when
   * the server refuses it, an `InvalidStateError` when the session has ended, an `AbortError` when this page gives up the session
   * (the message stays queued), a `QuotaExceededError` when the outbox is full. The entry shows the same, so the promise may be
   * ignored.
   */
  sendMessage(message: string | VisitorContent): Promise<TranscriptEntry>
  /**
   * Sends a file, with `files` of `createChat`. Its entry is there at once, `uploading`, with its `progress`; then it settles like
   * `sendMessage`. A cut or a reload goes on where it was. When `files` cannot be loaded it is `failed`, and `retry` loads again. Rejects
   * with a `NotSupportedError` when the server takes no files, with a `ChatError` when it refuses this one (3: its size or type; 51, 52 or
   * a scanner's own code: what is in it), with the reason of `signal` when that gives it up.
   */
  sendFile(file: Blob, options?: SendFileOptions): Promise<TranscriptEntry>
  /**
   * Makes a message of the visitor say something else. `target`: the index of its entry. Shown at once, queued like a message,
   * and taken back if the server refuses it. Resolves with the entry, rejects like `sendMessage`.
   */
  editMessage(target: number, message: string | Omit<TextContent, 'answers'>): Promise<TranscriptEntry>
  /** Takes a message of the visitor back: nothing of what it says is shown any more. Otherwise like `editMessage`. */
  deleteMessage(target: number): Promise<TranscriptEntry>
  /** Puts an emoji to anybody's message, or with `on: false` takes it away. Otherwise like `editMessage`. */
  react(target: number, emoji: string, on?: boolean): Promise<TranscriptEntry>
  /** Tells the other parties something that is not a message. Settles like `sendMessage`. */
  sendNotice(name: string, data?: unknown): Promise<TranscriptEntry>
  /** Changes the visitor's data on the server. Settles like `sendMessage`. */
  updateUserData(userData: UserData): Promise<TranscriptEntry>
  /**
   * Sends again what has failed, under the same id, so that the server has it once. `key`: the transcript entry's. Settles
   * like `sendMessage`.
   */
  retry(key: string): Promise<TranscriptEntry>
  /** Removes what has failed from the transcript and the storage. `key`: the transcript entry's. */
  discard(key: string): void
  /**
   * Call it at every key press; it sends only a few commands. It is not queued: without a line it does nothing. A text is what has
   * been typed so far: `''` says that nothing is. It is sent, up to 1,000 characters of it, only if the chat has `typingPreview` and
   * the server takes it.
   */
  sendTyping(typed?: boolean | string): void
  /** The visitor has read up to the event with this index. Only the highest index is kept. Without a line it is sent on the next. */
  markRead(index: number): void
  /**
   * The visitor has signed in, or has fresh credentials: asks `credentials` for them and tells the server, on the line that is
   * open; the chat goes on. Resolves when the server knows, which without a line is after the next attach. Rejects with a
   * `ChatError` (3) when the server refuses them, also as those of another user than the session's, which changes nothing; with an
   * `InvalidStateError` when the session is over or the chat has no `credentials`; with the provider's error in `cause`. Not
   * stored: after a reload the attach tells it.
   */
  identify(): Promise<void>
  /**
   * Ends the session, after everything queued before. Works offline, and survives a reload. Resolves when it is over and
   * nothing is left of it. Aborting ends the wait, not the intent.
   */
  leave(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Lets go of the connection; `openSession()` or `restoreSession()` comes back to the session. Resolves after the last save. */
  detach(): Promise<void>

  /** Every message of the transcript, the visitor's own included once the server has them. */
  readonly onMessageReceived: RegisterHandler<'messageReceived'>
  readonly onTyping: RegisterHandler<'typing'>
  readonly onParticipantJoined: RegisterHandler<'participantJoined'>
  readonly onParticipantLeft: RegisterHandler<'participantLeft'>
  /** A party is known otherwise from here on, such as a visitor who has signed in. */
  readonly onParticipantUpdated: RegisterHandler<'participantUpdated'>
  readonly onNotice: RegisterHandler<'notice'>
  readonly onRead: RegisterHandler<'read'>
  /** Errors of the server, exactly as it sent them, and 150 to 152 from this side. */
  readonly onError: RegisterHandler<'error'>
  /** The line has been down for the transport's `interruptionTimeoutMs`. */
  readonly onInterrupted: RegisterHandler<'interrupted'>
  /** The line is back, and what was missed has been told. */
  readonly onContinued: RegisterHandler<'continued'>
  readonly onStatusChanged: RegisterHandler<'statusChanged'>
  readonly onSessionEnded: RegisterHandler<'sessionEnded'>
  /** Once for all that came together. Fits `useSyncExternalStore`, with `transcript`. */
  readonly onTranscriptChanged: RegisterHandler<'transcriptChanged'>
  /**
   * Anything that this object shows has changed: once for all that came together, with no payload. Fits
   * `useSyncExternalStore` with any of its properties.
   */
  readonly onChanged: RegisterHandler<'changed'>
}

const blob = guard('a Blob or File', (value) => value instanceof Blob)
const waitGuards = { signal: optional(signal) }
const sendFileOptions = {
  caption: optional(string),
  name: optional(string),
  type: optional(string),
  ...waitGuards,
  onProgress: optional(aFunction),
}

/** A copy of what the caller could change later: that is not sent. */
const contentOf = <Content>(message: string | Content, guard: Guard): Content | TextContent => {
  const content = typeof message === 'string' ? ({ type: 'text', text: message } as const) : message
  checkArgument('message', content, guard)
  return content === message ? jsonSnapshot(content, 'message') : content
}

/** What a page holds of a session: its arguments checked here, the rest done by the session's life. */
export function createSession(live: SessionRuntime): ChatSession {
  return {
    get id() {
      return live.identity.sessionId
    },
    get party() {
      return live.identity.party
    },
    get status() {
      return live.state.status
    },
    get persistent() {
      return live.saved.isPersistent()
    },
    get transcript() {
      return live.transcript.entries
    },
    get hasEarlier() {
      return live.history.hasEarlier()
    },
    get participants() {
      return live.participants.list
    },
    get typing() {
      return live.typing.parties
    },
    get reads() {
      return live.readMarks.others
    },
    get unread() {
      return unreadCount(live.transcript.entries, live.readMarks.own, live.identity.party.id)
    },

    get uploads() {
      return live.files.offer()
    },

    loadEarlier: rejecting((count = 50) => {
      checkArgument('count', count, wholeNumber(1))
      return live.history.load(count)
    }),
    sendMessage: rejecting((message) =>
      live.submit({ type: 'SendMessage', id: randomId(), content: contentOf(message, visitorContent) }),
    ),
    sendFile: rejecting((file, options = {}) => {
      checkArgument('sendFile file', file, blob)
      checkOptions('sendFile', options, sendFileOptions)
      return live.files.send(file, options)
    }),
    ...changes(live),
    sendNotice: rejecting((name, data) => {
      checkArgument('name', name, string)
      return live.submit({ type: 'SendNotice', id: randomId(), notice: jsonSnapshot({ name, data }, 'data') })
    }),
    updateUserData: rejecting((userData) => {
      checkArgument('userData', userData, object)
      return live.submit({ type: 'UpdateUserData', id: randomId(), userData: jsonSnapshot(userData, 'userData') })
    }),
    retry: rejecting((key) => {
      checkArgument('key', key, string)
      return live.files.retry(key) ?? retryFailed(live, key)
    }),
    discard(key) {
      checkArgument('key', key, string)
      if (!live.files.discard(key)) discardFailed(live, key)
    },
    leave: rejecting((options = {}) => {
      checkOptions('leave', options, waitGuards)
      const { signal } = options
      if (signal?.aborted) throw signal.reason
      const left = live.leave()
      left.catch(() => undefined) // As with a message: a caller that does not wait for the promise learns the end from onSessionEnded.
      return abortable(left, signal)
    }),
    detach: () => live.detach(),

    ...ofTheMoment(live),
    ...registers(live),
  }
}

/** What is not queued. */
function ofTheMoment(live: SessionRuntime): Pick<ChatSession, 'sendTyping' | 'markRead' | 'identify'> {
  return {
    sendTyping(typed = true) {
      if (typeof typed !== 'string') checkArgument('typed', typed, boolean)
      live.sendTyping(typed)
    },
    markRead(index) {
      checkArgument('index', index, wholeNumber(1))
      const { position } = live.progress
      if (index > position) throw new RangeError(`index: the transcript goes up to ${position}, got ${index}`)
      live.markRead(index)
    },

    identify: rejecting(() => live.identify()),
  }
}

/** What changes messages that are there. */
function changes(live: SessionRuntime): Pick<ChatSession, 'editMessage' | 'deleteMessage' | 'react'> {
  const change = (command: ChangeCommand) => {
    checkArgument('target', command.target, wholeNumber(1))
    return live.submit(command)
  }
  return {
    editMessage: rejecting((target, message) =>
      change({ type: 'EditMessage', id: randomId(), target, content: contentOf(message, editedContent) }),
    ),
    deleteMessage: rejecting((target) => change({ type: 'DeleteMessage', id: randomId(), target })),
    react: rejecting((target, emoji, on = true) => {
      checkArgument('emoji', emoji, someText)
      checkArgument('on', on, boolean)
      return change({ type: 'React', id: randomId(), target, emoji, on })
    }),
  }
}

/**
 * Turns what a call throws into its rejection. Ignoring the promise is safe, except for a wrong argument: that shows as an
 * unhandled rejection.
 */
const rejecting =
  <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
  (...args: Args): Promise<Result> => {
    try {
      return call(...args)
    } catch (error) {
      const rejected = Promise.reject<Result>(error)
      if (error instanceof DOMException) rejected.catch(() => undefined)
      return rejected
    }
  }
