import { ChatError, checkArgument, ErrorCode, guards } from '@chat-transport/core'
import type {
  EventMessage,
  EventNotice,
  EventParticipantLeft,
  MessageContent,
  Notice,
  Party,
  PartyType,
} from '@chat-transport/core'
import { SerialQueue } from '../async/serial-queue.ts'
import { jsonCopy } from '../json/json-copy.ts'
import type { EventDraft } from './event-draft.ts'
import { randomId } from '../visitor/secrets.ts'
import { someText } from './argument-guards.ts'
import { commitDraft, orChatError } from './commit-draft.ts'
import type { SessionCore } from './session-core.ts'

export interface AgentProfile {
  readonly name: string
  /** @default 'agent' */
  readonly type?: Exclude<PartyType, 'client'>
  /** @default a random one */
  readonly id?: string
}

const partyTypes = ['agent', 'supervisor', 'external', 'system']

/**
 * A participant of a session other than the visitor: a person at a console, or a bot. Calls take effect in the order in which
 * they are made. Promises resolve when the store has the event, and reject with a `ChatError`: 50 when the session is gone, 52
 * when it has ended or the agent has left, 100 when the store does not answer.
 */
export class Agent {
  readonly party: Party
  readonly #session: SessionCore
  readonly #calls = new SerialQueue()
  readonly #joined: Promise<unknown>
  /** `leaving`: from the call of `leave()` until the store has the event. */
  #state: 'present' | 'leaving' | 'left' = 'present'

  /** Use `session.join()`. */
  constructor(session: SessionCore, profile: AgentProfile) {
    this.party = partyOf(profile)
    this.#session = session
    this.#joined = this.#calls.run(() => commitDraft(session, { type: 'EventParticipantJoined', ...this.#stamp() }))
    // Every later call rejects with this failure, so it needs no report here.
    this.#joined.catch(() => undefined)
  }

  /** Resolves when the transcript says that the agent has joined. */
  async joined(): Promise<void> {
    await this.#joined
  }

  async say(text: string): Promise<EventMessage> {
    checkArgument('say text', text, someText)
    return this.#send({ type: 'text', text })
  }

  async sendUrl(url: string, text?: string): Promise<EventMessage> {
    checkArgument('sendUrl url', url, someText)
    checkArgument('sendUrl text', text, guards.optional(someText))
    return this.#send({ type: 'url', url, ...(text !== undefined && { text }) })
  }

  /** A message that the page shows as a remark rather than as speech. */
  async remark(text: string): Promise<EventMessage> {
    checkArgument('remark text', text, someText)
    return this.#send({ type: 'remark', text })
  }

  /** Tells the page something that is not a message. `data` is any JSON value. */
  async notice(name: string, data?: unknown): Promise<EventNotice> {
    checkArgument('notice name', name, someText)
    const notice: Notice = data === undefined ? { name } : { name, data: jsonCopy('notice data', data) }
    return this.#commit({ type: 'EventNotice', notice, ...this.#stamp() })
  }

  /** Shown by the page that is connected now, for a short while. */
  typing(isTyping = true): void {
    if (this.#state === 'present') this.#session.pass({ type: 'EventTyping', party: this.party, isTyping })
  }

  /** The agent has read the transcript up to this index. The highest counts. */
  async markRead(upTo: number): Promise<void> {
    checkArgument('markRead upTo', upTo, guards.count)
    this.#requirePresence()
    await this.#calls.run(() => orChatError(this.#session.markRead({ party: this.party, upTo })))
  }

  async leave(reason?: string): Promise<EventParticipantLeft> {
    checkArgument('leave reason', reason, guards.optional(guards.string))
    this.#requirePresence()
    const left = this.#commit({
      type: 'EventParticipantLeft',
      ...(reason !== undefined && { reason }),
      ...this.#stamp(),
    })
    this.#state = 'leaving'
    try {
      const event = await left
      this.#state = 'left'
      return event
    } catch (cause) {
      this.#state = 'present'
      throw cause
    }
  }

  #send(content: MessageContent): Promise<EventMessage> {
    return this.#commit({ type: 'EventMessage', content, ...this.#stamp() })
  }

  async #commit<Draft extends EventDraft>(draft: Draft): Promise<Draft & { readonly index: number }> {
    this.#requirePresence()
    return this.#calls.run(async () => {
      await this.#joined
      return commitDraft(this.#session, draft)
    })
  }

  /** By whom and when. */
  #stamp(): { readonly party: Party; readonly at: number } {
    return { party: this.party, at: this.#session.clock.now() }
  }

  #requirePresence(): void {
    if (this.#state === 'present') return
    throw new ChatError(ErrorCode.executionFailed, `unable to act for ${this.party.name}: they have left the session`)
  }
}

function partyOf({ name, type = 'agent', id = randomId() }: AgentProfile): Party {
  checkArgument('join name', name, someText)
  checkArgument('join type', type, guards.oneOf(...partyTypes))
  checkArgument('join id', id, someText)
  return Object.freeze({ id, name, type })
}
