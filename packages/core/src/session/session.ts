import { jsonSnapshot } from '../outbox/command-size.ts'
import { abortable } from '../platform/deferred.ts'
import { checkArgument } from '../checks/check-argument.ts'
import { discardFailed, retryFailed } from './failed-messages.ts'
import type { EventHandler } from './handlers.ts'
import type { SessionRuntime } from './session-runtime.ts'
import type { Party, ReadMark, TextContent, UserData } from '../protocol/protocol.ts'
import type { SessionEventMap, SessionEventName, SessionStatus } from './session-events.ts'
import { boolean, guard, object, oneOf, only, place, string } from '../checks/guards.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'
import { unreadCount } from '../transcript/unread-count.ts'

/** Registers a handler; returns the function that removes it. */
export type RegisterHandler<Name extends SessionEventName> = (
  handler: EventHandler<SessionEventMap[Name]>,
) => () => void

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
  /** Who is in the chat, the visitor included. The same array until somebody comes or goes; so with the next two. */
  readonly participants: readonly Party[]
  /** Who else is typing now. Nobody while the line is down. */
  readonly typing: readonly Party[]
  /** How far each of the others has read. */
  readonly reads: readonly ReadMark[]
  /** How many messages of others the visitor has not read, as `markRead` says, here or before a reload. */
  readonly unread: number

  /**
   * Resolves with the transcript entry when the server has the message; queued while offline. Rejects with a `ChatError` when
   * the server refuses it, an `InvalidStateError` when the session has ended, an `AbortError` when this page gives up the session
   * (the message stays queued), a `QuotaExceededError` when the outbox is full. The entry shows the same, so the promise may be
   * ignored.
   */
  sendMessage(message: string | TextContent): Promise<TranscriptEntry>
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

const someText = guard('some text', (value) => typeof value === 'string' && value !== '')
const textContent = only({ type: oneOf('text'), text: someText })

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

    sendMessage: rejecting((message) => {
      const content = typeof message === 'string' ? ({ type: 'text', text: message } as const) : message
      checkArgument('message', content, textContent)
      return live.submit({ type: 'SendMessage', id: live.nextId(), content: { type: 'text', text: content.text } })
    }),
    sendNotice: rejecting((name, data) => {
      checkArgument('name', name, string)
      return live.submit({ type: 'SendNotice', id: live.nextId(), notice: jsonSnapshot({ name, data }, 'data') })
    }),
    updateUserData: rejecting((userData) => {
      checkArgument('userData', userData, object)
      return live.submit({ type: 'UpdateUserData', id: live.nextId(), userData: jsonSnapshot(userData, 'userData') })
    }),
    sendTyping(typed = true) {
      if (typeof typed !== 'string') checkArgument('typed', typed, boolean)
      live.sendTyping(typed)
    },
    retry: rejecting((key) => {
      checkArgument('key', key, string)
      return retryFailed(live, key)
    }),
    discard(key) {
      checkArgument('key', key, string)
      discardFailed(live, key)
    },
    markRead(index) {
      checkArgument('index', index, place)
      const { position } = live.progress
      if (index > position) throw new RangeError(`index: the transcript goes up to ${position}, got ${index}`)
      live.markRead(index)
    },

    leave: rejecting(({ signal } = {}) => {
      if (signal?.aborted) throw signal.reason
      const left = live.leave()
      left.catch(() => undefined) // As with a message: a caller that does not wait for the promise learns the end from onSessionEnded.
      return abortable(left, signal)
    }),
    detach: () => live.detach(),

    ...registers(live),
  }
}

/** Each event that a page can register for. */
const eventNames = {
  messageReceived: true,
  typing: true,
  participantJoined: true,
  participantLeft: true,
  notice: true,
  read: true,
  error: true,
  interrupted: true,
  continued: true,
  statusChanged: true,
  sessionEnded: true,
  transcriptChanged: true,
  changed: true,
} satisfies Record<SessionEventName, true>
type Registers = { readonly [Name in SessionEventName as `on${Capitalize<Name>}`]: RegisterHandler<Name> }

/** `onTyping` for `typing`, and so on. */
function registers({ events }: SessionRuntime): Registers {
  const entries = Object.entries(eventNames).map(([name]) => [
    `on${name[0]?.toUpperCase()}${name.slice(1)}`,
    (handler: EventHandler<unknown>) => events.on(name as SessionEventName, handler),
  ])
  return Object.fromEntries(entries) as Registers
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
