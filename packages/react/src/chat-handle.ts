import type { Chat, ChatError, ChatSession, SessionEnded, SessionStatus, StartRequest } from '@chat-transport/core'

/** How the session is; `idle`: there is none, and none is being opened. */
export type ChatStatus = SessionStatus | 'idle'

/** What can be done with the session at hand. Each is the same function for as long as there is the chat, and needs no `this`. */
export interface ChatActions {
  /**
   * Gives the session at hand, or opens one: comes back to the stored session, or starts one with `request`. After a chat has ended this
   * starts another. @default the provider's request
   */
  open(request?: StartRequest): ChatSession
  /** `sendMessage` of the session, which is opened first if there is none. Its entry shows what becomes of it, so the promise may be ignored. */
  readonly send: ChatSession['sendMessage']
  /** Call it at every key press; see `sendTyping` of the session. */
  readonly sendTyping: ChatSession['sendTyping']
  /** Sends again what has failed. `key`: the transcript entry's. */
  readonly retry: ChatSession['retry']
  /** Removes what has failed. `key`: the transcript entry's. */
  readonly discard: ChatSession['discard']
  /** Ends the session for everybody, after all that was sent before. Resolves when it is over, and at once without a session. */
  leave(): Promise<void>
  /** Takes `error` away. */
  dismissError(): void
}

/** What `useChat` returns: the state of the chat, and what can be done with it. */
export interface ChatHandle extends ChatActions {
  readonly chat: Chat
  /** For all that has no hook or function of its own. `undefined` on a server, in the first render, and until a session is opened. */
  readonly session: ChatSession | undefined
  /** `connecting` also before the provider has opened the session, if it is going to. */
  readonly status: ChatStatus
  /**
   * The last error that the session was told of, or why what was stored cannot be restored; until it is dismissed, or a session is
   * opened. Without 150: then `status` is `interrupted`. What was not delivered shows it as well, as `error` of its entry.
   */
  readonly error: ChatError | undefined
  /** Why the session is over. Comes a moment after `status` says `ended`. */
  readonly ended: SessionEnded | undefined
}
