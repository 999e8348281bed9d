import { ChatError, ErrorCode } from '@chat-transport/core'
import type {
  EventMessage,
  EventNotice,
  EventParticipantLeft,
  MessageContent,
  Notice,
  Party,
  PartyType,
} from '@chat-transport/core'
import { commitDraft, orChatError } from './commit-draft.ts'
import { jsonCopy } from '../json/json-copy.ts'
import type { LiveSession } from '../session/live-session.ts'
import { requireString, requireText } from './require-text.ts'
import { randomId } from '../visitor/secrets.ts'
import { SerialQueue } from '../async/serial-queue.ts'
import type { EventDraft } from '../store/session-store.ts'

export interface AgentProfile {
  readonly name: string
  /** @default 'agent' */
  readonly type?: Exclude<PartyType, 'client'>
  /** @default a random one */
  readonly id?: string
}

const partyTypes: readonly unknown[] = ['agent', 'supervisor', 'external', 'system']

/**
 * Someone other than the visitor who takes part in a session: a person at a console, or a bot. What they do happens in the
 * order in which it was asked for. Promises resolve when the store has the event, and reject with a `ChatError`: 50 when the
 * session is gone, 52 when it has ended or the agent has left, 100 when the store does not answer.
 */
export class Agent {
  readonly party: Party
  readonly #session: LiveSession
  readonly #acts = new SerialQueue()
  readonly #joined: Promise<unknown>
  /** `leaving`: from when it is asked for until the store has it. */
  #state: 'present' | 'leaving' | 'left' = 'present'

  /** Use `session.join()`. */
  constructor(session: LiveSession, profile: AgentProfile) {
    this.party = partyOf(profile)
    this.#session = session
    this.#joined = this.#acts.run(() => commitDraft(session, { type: 'EventParticipantJoined', ...this.#said() }))
    // Every later act hears of its failure; if there is none, nobody has missed anything.
    this.#joined.catch(() => undefined)
  }

  /** Resolves once the transcript has the agent's joining. */
  async joined(): Promise<void> {
    await this.#joined
  }

  async say(text: string): Promise<EventMessage> {
    return this.#send({ type: 'text', text: requireText('text', text) })
  }

  async sendUrl(url: string, text?: string): Promise<EventMessage> {
    requireText('url', url)
    return this.#send({ type: 'url', url, ...(text !== undefined && { text: requireText('text', text) }) })
  }

  /** A message that the page shows as a remark rather than as speech. */
  async remark(text: string): Promise<EventMessage> {
    return this.#send({ type: 'remark', text: requireText('text', text) })
  }

  /** Tells the page something that is no message: `name` says what, `data` is any JSON value. */
  async notice(name: string, data?: unknown): Promise<EventNotice> {
    requireText('name', name)
    const notice: Notice = data === undefined ? { name } : { name, data: jsonCopy('data', data) }
    return this.#do({ type: 'EventNotice', notice, ...this.#said() })
  }

  /** Shown to the page that is connected now; it lapses there by itself. */
  typing(isTyping = true): void {
    if (this.#state === 'present') this.#session.pass({ type: 'EventTyping', party: this.party, isTyping })
  }

  /** The agent has read the transcript up to this index; the highest counts. */
  async markRead(upTo: number): Promise<void> {
    if (!Number.isSafeInteger(upTo) || upTo < 0) throw new RangeError(`upTo must be an index, not ${upTo}`)
    this.#requirePresence()
    await this.#acts.run(() => orChatError(this.#session.markRead({ party: this.party, upTo })))
  }

  async leave(reason?: string): Promise<EventParticipantLeft> {
    if (reason !== undefined) requireString('reason', reason)
    this.#requirePresence()
    const left = this.#do({ type: 'EventParticipantLeft', ...(reason !== undefined && { reason }), ...this.#said() })
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
    return this.#do({ type: 'EventMessage', content, ...this.#said() })
  }

  async #do<Draft extends EventDraft>(draft: Draft): Promise<Draft & { readonly index: number }> {
    this.#requirePresence()
    return this.#acts.run(async () => {
      await this.#joined
      return commitDraft(this.#session, draft)
    })
  }

  #said(): { readonly party: Party; readonly at: number } {
    return { party: this.party, at: this.#session.settings.clock.now() }
  }

  #requirePresence(): void {
    if (this.#state === 'present') return
    throw new ChatError(ErrorCode.executionFailed, `unable to act for ${this.party.name}: they have left the session`)
  }
}

function partyOf({ name, type = 'agent', id = randomId() }: AgentProfile): Party {
  if (!partyTypes.includes(type))
    throw new TypeError(`type must be one of ${partyTypes.join(', ')}, not ${String(type)}`)
  return Object.freeze({ id: requireText('id', id), name: requireText('name', name), type })
}
