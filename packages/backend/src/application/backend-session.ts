import { ChatError, checkArgument, ErrorCode, guards } from '@chat-transport/core'
import type { EventSessionEnded, Party, TranscriptEvent, UserData } from '@chat-transport/core'
import { ChatRefusal } from '../commands/refusal.ts'
import { Agent } from './agent.ts'
import type { AgentProfile } from './agent.ts'
import { callIdText, someText } from './argument-guards.ts'
import { commitDraft, orChatError } from './commit-draft.ts'
import type { ChatUser } from './chat-user.ts'
import { callKey } from './repeated-calls.ts'
import { Participants } from './participants.ts'
import type { SessionCore, SessionStatus, ShownAt } from './session-core.ts'
import type { BackendSessionHandler } from './session-events.ts'

type Unregister = () => void

const wholeNumber = guards.guard('a whole number', Number.isInteger)

/** A session as agents, bots and consoles see it. Handlers get one event object; registering returns the unregister function. */
export class BackendSession {
  readonly #session: SessionCore
  #participants: Participants | undefined

  /** Made by the back end. */
  constructor(session: SessionCore) {
    this.#session = session
  }

  get id(): string {
    return this.#session.record.id
  }

  /** The visitor. The name changes when they sign in. */
  get party(): Party {
    return this.#session.party
  }

  /** Whose session it is, as `authenticate` told when they came in or signed in. `undefined` while the visitor is not known. */
  get user(): ChatUser | undefined {
    return this.#session.user
  }

  get subject(): string | undefined {
    return this.#session.record.subject
  }

  /** The visitor's data: that of the start, with each update since merged in by name. A copy, made anew each time. */
  get userData(): UserData {
    return this.#session.view.userData
  }

  /** The present participants, the visitor included. */
  get parties(): readonly Party[] {
    return this.#session.view.parties
  }

  /** Epoch milliseconds. */
  get startedAt(): number {
    return this.#session.record.startedAt
  }

  /** `ended`: its transcript is closed. `gone`: this back end has forgotten it. */
  get status(): SessionStatus {
    return this.#session.status
  }

  /** The index of the newest event that this back end knows of. */
  get head(): number {
    return this.#session.transcript.head
  }

  /** Whether a page of the visitor is connected, on any device. */
  get attached(): boolean {
    return this.#session.attached
  }

  /**
   * Which server of the store has shown the session by `onSession` last: this one, another, or none that is known, as after a restart whose
   * visitor is not back. What another server says of it takes a moment to be heard after `findSession`.
   */
  get shownAt(): ShownAt {
    return this.#session.shownAt
  }

  /**
   * Joins as a participant other than the visitor. Throws a `TypeError` that names the wrong part of `profile`.
   */
  join(profile: AgentProfile): Agent {
    this.#participants ??= new Participants(this.#session)
    return new Agent(this.#session, this.#participants, profile)
  }

  /**
   * The events after index `after` that are kept, at most `limit` of them; all of them by default. They are made from their texts
   * at each call, and may take twenty times as much memory: read a long transcript in parts.
   */
  async transcript(after = 0, limit = Number.MAX_SAFE_INTEGER): Promise<readonly TranscriptEvent[]> {
    checkArgument('transcript after', after, guards.wholeNumber(0))
    checkArgument('transcript limit', limit, guards.wholeNumber(1))
    return orChatError(this.#session.transcript.readEvents(after, limit))
  }

  /** The event that a call `agent.once(callId)` of this participant has had, also when they have left since. */
  async eventOfCall(participantId: string, callId: string): Promise<TranscriptEvent | undefined> {
    checkArgument('eventOfCall participantId', participantId, someText)
    checkArgument('eventOfCall callId', callId, callIdText)
    const committed = await orChatError(this.#session.transcript.committed(callKey({ id: participantId }, callId)))
    return committed?.event
  }

  /** Ends the session, with a reason that the page shows. Returns the end, also when the session has ended before. */
  async end(reason = 'closed'): Promise<EventSessionEnded> {
    checkArgument('end reason', reason, guards.string)
    try {
      const at = this.#session.clock.now()
      return await commitDraft(this.#session, { type: 'EventSessionEnded', reason, at })
    } catch (error) {
      const { ended } = this.#session.view
      if (ended && error instanceof ChatError && error.code === ErrorCode.executionFailed) return ended
      throw error
    }
  }

  /** Sends an `EventError` to the pages that are connected now. `extra`: further fields of the event. */
  error(code: number, description: string, extra: Readonly<Record<string, unknown>> = {}): void {
    checkArgument('error code', code, wholeNumber)
    this.#session.pass(new ChatRefusal(code, description, extra).toEvent())
  }

  /** A message of the visitor. Messages of agents come to `onTranscript` only, so that a bot does not answer itself. */
  onMessage(handler: BackendSessionHandler<'message'>): Unregister {
    return this.#session.events.on('message', handler)
  }

  /** A notice of the visitor. */
  onNotice(handler: BackendSessionHandler<'notice'>): Unregister {
    return this.#session.events.on('notice', handler)
  }

  /** The visitor’s page has changed its user data. */
  onUserData(handler: BackendSessionHandler<'userData'>): Unregister {
    return this.#session.events.on('userData', handler)
  }

  /** Also called when the visitor stops typing without saying so: by a message, because the page is gone, or after 10 s. */
  onTyping(handler: BackendSessionHandler<'typing'>): Unregister {
    return this.#session.events.on('typing', handler)
  }

  /** The visitor has read up to an index. */
  onRead(handler: BackendSessionHandler<'read'>): Unregister {
    return this.#session.events.on('read', handler)
  }

  /** Every event of the transcript, also those that agents cause. */
  onTranscript(handler: BackendSessionHandler<'transcript'>): Unregister {
    return this.#session.events.on('transcript', handler)
  }

  /** The visitor has signed in: `session.user` says as whom. Not called for one who is known from the start. */
  onVisitorUpdated(handler: BackendSessionHandler<'visitorUpdated'>): Unregister {
    return this.#session.events.on('visitorUpdated', handler)
  }

  /** A page of the visitor has connected, for the first time or again. */
  onVisitorAttached(handler: BackendSessionHandler<'visitorAttached'>): Unregister {
    return this.#session.events.on('visitorAttached', handler)
  }

  /** A page's connection is gone. `attached` says whether one on another device is left; if not, the visitor may come back until the session expires. */
  onVisitorDetached(handler: BackendSessionHandler<'visitorDetached'>): Unregister {
    return this.#session.events.on('visitorDetached', handler)
  }

  /** The visitor has left for good; `onEnded` follows. */
  onVisitorLeft(handler: BackendSessionHandler<'visitorLeft'>): Unregister {
    return this.#session.events.on('visitorLeft', handler)
  }

  /**
   * The visitor has attached at another server of the store, whose `onSession` handlers are shown the session. The handlers that were
   * registered here are forgotten; what agents have begun to say is said. When the visitor comes back, `onSession` shows the session again.
   */
  onMoved(handler: BackendSessionHandler<'moved'>): Unregister {
    return this.#session.events.on('moved', handler)
  }

  /**
   * The session is over. `reason` is that of the event, or `'expired'` (nobody came back) or `'shutdown'` (the back end was
   * closed); these two have no event.
   */
  onEnded(handler: BackendSessionHandler<'ended'>): Unregister {
    return this.#session.events.on('ended', handler)
  }

  /**
   * The session can no longer be read here: `'expired'`, `'ended'` (its time to be read after the end is over), or `'shutdown'`. Also
   * called for a session of the store that was found and not shown.
   */
  onGone(handler: BackendSessionHandler<'gone'>): Unregister {
    return this.#session.events.on('gone', handler)
  }
}
