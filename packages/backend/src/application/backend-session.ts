import { ChatError, ErrorCode } from '@chat-transport/core'
import type { EventSessionEnded, Party, TranscriptEvent, UserData } from '@chat-transport/core'
import { Agent } from './agent.ts'
import type { AgentProfile } from './agent.ts'
import { commitDraft, orChatError } from './commit-draft.ts'
import type { LiveSession } from '../session/live-session.ts'
import { ChatRefusal } from '../commands/refusal.ts'
import { requireString } from './require-text.ts'
import type { BackendSessionHandler } from './session-events.ts'

type Unregister = () => void

/** A session as agents, bots and consoles see it. Handlers get one event object; registering returns what unregisters. */
export class BackendSession {
  readonly #session: LiveSession

  /** Made by the back end. */
  constructor(session: LiveSession) {
    this.#session = session
  }

  get id(): string {
    return this.#session.id
  }

  /** The visitor. */
  get party(): Party {
    return this.#session.record.party
  }

  get subject(): string | undefined {
    return this.#session.record.subject
  }

  /** What is known of the visitor: the start's data, and the updates since, name by name. */
  get userData(): UserData {
    return this.#session.view.userData
  }

  /** Who takes part now, the visitor included. */
  get parties(): readonly Party[] {
    return this.#session.view.parties
  }

  /** Epoch milliseconds. */
  get startedAt(): number {
    return this.#session.record.startedAt
  }

  /** `ended`: its transcript is closed. `gone`: this back end has forgotten it. */
  get status(): 'open' | 'ended' | 'gone' {
    const { ended, gone } = this.#session
    if (gone) return 'gone'
    return ended ? 'ended' : 'open'
  }

  /** Whether a page of the visitor is connected. */
  get attached(): boolean {
    return this.#session.attached
  }

  /** Takes part as somebody else than the visitor. Throws a `TypeError` that names what is wrong in `profile`. */
  join(profile: AgentProfile): Agent {
    return new Agent(this.#session, profile)
  }

  /** What is kept of the transcript after index `after`. */
  async transcript(after = 0): Promise<readonly TranscriptEvent[]> {
    return orChatError(this.#session.transcript.readAll(after))
  }

  /** Ends the session, with a reason that the page shows; gives back the end, also when it had ended before. */
  async end(reason = 'closed'): Promise<EventSessionEnded> {
    requireString('reason', reason)
    try {
      const at = this.#session.settings.clock.now()
      return await commitDraft(this.#session, { type: 'EventSessionEnded', reason, at })
    } catch (error) {
      const { ended } = this.#session.view
      if (ended && error instanceof ChatError && error.code === ErrorCode.executionFailed) return ended
      throw error
    }
  }

  /** Sends an `EventError` to the page that is connected now. `extra`: further fields of the event. */
  error(code: number, description: string, extra: Readonly<Record<string, unknown>> = {}): void {
    if (!Number.isInteger(code)) throw new TypeError(`code must be an integer, not ${code}`)
    this.#session.pass(new ChatRefusal(code, description, extra).toEvent())
  }

  /** A message of the visitor. What agents say is told by `onTranscript` alone, so that a bot does not answer itself. */
  onMessage(handler: BackendSessionHandler<'message'>): Unregister {
    return this.#session.events.on('message', handler)
  }

  onNotice(handler: BackendSessionHandler<'notice'>): Unregister {
    return this.#session.events.on('notice', handler)
  }

  onUserData(handler: BackendSessionHandler<'userData'>): Unregister {
    return this.#session.events.on('userData', handler)
  }

  onTyping(handler: BackendSessionHandler<'typing'>): Unregister {
    return this.#session.events.on('typing', handler)
  }

  onRead(handler: BackendSessionHandler<'read'>): Unregister {
    return this.#session.events.on('read', handler)
  }

  /** Every event of the transcript, whoever caused it. */
  onTranscript(handler: BackendSessionHandler<'transcript'>): Unregister {
    return this.#session.events.on('transcript', handler)
  }

  /** A page of the visitor has connected, for the first time or again. */
  onVisitorAttached(handler: BackendSessionHandler<'visitorAttached'>): Unregister {
    return this.#session.events.on('visitorAttached', handler)
  }

  /** Nobody is connected any more; the visitor may come back until the session expires. */
  onVisitorDetached(handler: BackendSessionHandler<'visitorDetached'>): Unregister {
    return this.#session.events.on('visitorDetached', handler)
  }

  /** The visitor has left for good; `onEnded` follows. */
  onVisitorLeft(handler: BackendSessionHandler<'visitorLeft'>): Unregister {
    return this.#session.events.on('visitorLeft', handler)
  }

  /**
   * The session is over. `reason` is that of the event, or `'expired'` (nobody came back) or `'shutdown'` (the back end was
   * closed), which have no event.
   */
  onEnded(handler: BackendSessionHandler<'ended'>): Unregister {
    return this.#session.events.on('ended', handler)
  }
}
