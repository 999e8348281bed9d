import { ChatError, checkArgument, ErrorCode, guards } from '@chat-transport/core'
import type {
  EventMessage,
  EventMessageDeleted,
  EventMessageEdited,
  EventNotice,
  EventParticipantLeft,
  EventReaction,
  MessageContent,
  Notice,
  Party,
  PartyType,
} from '@chat-transport/core'
import type { SerialQueue } from '../async/serial-queue.ts'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { jsonCopy } from '../json/json-copy.ts'
import type { EventDraft } from './event-draft.ts'
import type { FileMeta, FileSource } from './session-files.ts'
import { randomId } from '../visitor/secrets.ts'
import { shortText, someText } from './argument-guards.ts'
import { checkChange } from './check-change.ts'
import { commitDraft, orChatError } from './commit-draft.ts'
import { streamMessage } from './stream-message.ts'
import type { Participants } from './participants.ts'
import type { SessionCore } from './session-core.ts'
import { TextStream } from './text-stream.ts'

export interface AgentProfile {
  readonly name: string
  /** @default 'agent' */
  readonly type?: Exclude<PartyType, 'client'>
  /**
   * One who joins again with the same id, name and type is the same participant: a bot after a restart, a console in two
   * windows. The id of the visitor, or of somebody else who is present, is refused.
   * @default a random one
   */
  readonly id?: string
  readonly avatarUrl?: string
  /** What else pages are to know of them: JSON values by name. */
  readonly extra?: Readonly<Record<string, unknown>>
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
  readonly #participants: Participants
  readonly #calls: SerialQueue
  readonly #joined: Promise<unknown>
  /** `leaving`: from the call of `leave()` until the store has the event. */
  #state: 'present' | 'leaving' | 'left' = 'present'

  /** Use `session.join()`. */
  constructor(session: SessionCore, participants: Participants, profile: AgentProfile) {
    this.party = partyOf(profile)
    this.#session = session
    this.#participants = participants
    this.#calls = participants.callsOf(this.party)
    this.#joined = this.#calls.run(() => this.#join())
    // Every later call rejects with this failure, so it needs no report here.
    this.#joined.catch(() => undefined)
  }

  /** Resolves when the transcript says that the agent has joined. */
  async joined(): Promise<void> {
    await this.#joined
  }

  /**
   * Says a text, or what a stream gives, such as that of a language model: pages show it as it grows. The message takes its place
   * when the stream has ended; calls made meanwhile do not wait for it. It is `cut` if the agent leaves, the session ends or the back
   * end closes first. Rejects as well when the stream fails or is larger than `limits.maxMessageBytes`: what there was of it has
   * been said, and is `cut`. The stream is told (`return()`) that no more of it is read.
   */
  async say(text: string | AsyncIterable<string>): Promise<EventMessage> {
    if (TextStream.is(text)) return this.#stream(new TextStream(text))
    checkArgument('say text', text, someText)
    return this.#send({ type: 'text', text })
  }

  async sendUrl(url: string, text?: string): Promise<EventMessage> {
    checkArgument('sendUrl url', url, someText)
    checkArgument('sendUrl url', url, guards.webAddress)
    checkArgument('sendUrl text', text, guards.optional(someText))
    return this.#send({ type: 'url', url, ...(text !== undefined && { text }) })
  }

  /**
   * Sends a file, with a text about it. The message takes its place once the file has been kept; calls made meanwhile do not
   * wait for it. Rejects as well when the file is refused (3, 51, 52), or this server keeps no files (52).
   */
  async sendFile(content: FileSource, { text, ...meta }: FileMeta & { readonly text?: string }): Promise<EventMessage> {
    checkArgument('sendFile name', meta.name, someText)
    checkArgument('sendFile type', meta.type, guards.optional(someText))
    checkArgument('sendFile text', text, guards.optional(someText))
    this.#requirePresence()
    const { files, record } = this.#session
    const file = await orChatError(files.add(record.id, content, meta))
    return this.#send({ type: 'file', file, ...(text !== undefined && { text }) })
  }

  /**
   * Sends content of any type: standard, or one of the option `contents`. Rejects as well when it is not as its type has to be
   * (2 or 3): the error names what is wrong.
   */
  async send(content: MessageContent): Promise<EventMessage> {
    const copy = jsonCopy('send content', content)
    this.#requirePresence()
    return this.#inTurn(async () => {
      const checked = await orChatError(this.#check(copy))
      return commitDraft(this.#session, { type: 'EventMessage', content: checked, ...this.#stamp() })
    })
  }

  /** A message that the page shows as a remark rather than as speech. */
  async remark(text: string): Promise<EventMessage> {
    checkArgument('remark text', text, someText)
    return this.#send({ type: 'remark', text })
  }

  /**
   * Makes a message of this agent say something else. `target`: the index of its event; so for the next two. Rejects as well with
   * 3 when there is no such message, it is deleted, or another party's.
   */
  async editMessage(target: number, text: string): Promise<EventMessageEdited> {
    checkArgument('editMessage target', target, guards.place)
    checkArgument('editMessage text', text, someText)
    const content = { type: 'text', text } as const
    return this.#change({ type: 'EventMessageEdited', target, content, ...this.#stamp() }, true)
  }

  /**
   * Takes a message back: also the visitor's or another agent's, as moderators do. The event says by whom. Pages show nothing of
   * it any more; `session.transcript()` has the message still.
   */
  async deleteMessage(target: number): Promise<EventMessageDeleted> {
    checkArgument('deleteMessage target', target, guards.place)
    return this.#change({ type: 'EventMessageDeleted', target, ...this.#stamp() }, false)
  }

  /** Puts an emoji to anybody's message, or takes it away. */
  async react(target: number, emoji: string, on = true): Promise<EventReaction> {
    checkArgument('react target', target, guards.place)
    checkArgument('react emoji', emoji, shortText)
    checkArgument('react on', on, guards.boolean)
    return this.#change({ type: 'EventReaction', target, emoji, on, ...this.#stamp() }, false)
  }

  /** Tells the page something that is not a message. `data` is any JSON value. */
  async notice(name: string, data?: unknown): Promise<EventNotice> {
    checkArgument('notice name', name, someText)
    const notice: Notice = data === undefined ? { name } : { name, data: jsonCopy('notice data', data) }
    return this.#commit({ type: 'EventNotice', notice, ...this.#stamp() })
  }

  /**
   * Shown by the page that is connected now: for 10 s, or until the agent's next message. `text`: what has been typed. It is told
   * only with the back end's `typingPreview`.
   */
  typing(isTyping = true, text?: string): void {
    checkArgument('typing text', text, guards.optional(guards.string))
    const typed = isTyping && this.#session.typingPreview && text ? { isTyping, text } : { isTyping }
    const tell = () => {
      const isPresent = this.#state === 'present' && this.#participants.isPresent(this.party)
      if (isPresent) this.#session.pass({ type: 'EventTyping', party: this.party, ...typed })
    }
    // To the page a message ends the typing, so one that still waits for the store comes first.
    if (this.#calls.size === 0) tell()
    else void this.#calls.run(tell)
  }

  /** The agent has read the transcript up to this index. The highest counts. */
  async markRead(upTo: number): Promise<void> {
    checkArgument('markRead upTo', upTo, guards.count)
    this.#requirePresence()
    await this.#inTurn(() => orChatError(this.#session.markRead({ party: this.party, upTo })))
  }

  async leave(reason?: string): Promise<EventParticipantLeft> {
    checkArgument('leave reason', reason, guards.optional(guards.string))
    this.#requirePresence()
    const draft = { type: 'EventParticipantLeft', ...(reason !== undefined && { reason }), ...this.#stamp() } as const
    const left = this.#commit(draft, () => this.#session.drafts.cut(this.party))
    this.#state = 'leaving'
    try {
      const event = await left
      this.#state = 'left'
      this.#participants.left(this.party)
      return event
    } catch (cause) {
      this.#state = 'present'
      throw cause
    }
  }

  async #check(given: MessageContent): Promise<MessageContent> {
    const { contents, files, record } = this.#session
    const content = files.describe(record.id, await contents.checkOfAgent(given))
    await files.claim(record.id, content)
    return content
  }

  async #stream(stream: TextStream): Promise<EventMessage> {
    try {
      this.#requirePresence()
      const draft = await this.#inTurn(async () => this.#session.drafts.add(this.party))
      return await streamMessage(this.#session, draft, stream)
    } finally {
      stream.close()
    }
  }

  #send(content: MessageContent): Promise<EventMessage> {
    return this.#commit({ type: 'EventMessage', content, ...this.#stamp() })
  }

  #change<Draft extends EventDraft & { readonly target: number }>(draft: Draft, ownOnly: boolean) {
    const { target } = draft
    return this.#commit(draft, () => orChatError(checkChange(this.#session, this.party, { target, ownOnly })))
  }

  /** `first`: what has to be done, or to hold, when its turn comes. */
  async #commit<Draft extends EventDraft>(
    draft: Draft,
    first?: () => Promise<void>,
  ): Promise<Draft & { readonly index: number }> {
    this.#requirePresence()
    return this.#inTurn(async () => {
      await first?.()
      return commitDraft(this.#session, draft)
    })
  }

  /** Once all earlier calls are done. */
  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.#calls.run(async () => {
      await this.#joined
      this.#requireParticipation()
      return act()
    })
  }

  async #join(): Promise<void> {
    if (this.#participants.isPresent(this.party)) return
    await commitDraft(this.#session, { type: 'EventParticipantJoined', ...this.#stamp() })
  }

  /** By whom and when. */
  #stamp(): { readonly party: Party; readonly at: number } {
    return { party: this.party, at: this.#session.clock.now() }
  }

  #requirePresence(): void {
    if (this.#state !== 'present') throw hasLeft(this.party)
  }

  /** What the transcript says counts: another agent object may have left for the same participant. */
  #requireParticipation(): void {
    if (!this.#participants.isPresent(this.party)) throw hasLeft(this.party)
  }
}

const hasLeft = ({ name }: Party) =>
  new ChatError(ErrorCode.executionFailed, `unable to act for ${name}: they have left the session`)

function partyOf({ name, type = 'agent', id = randomId(), avatarUrl, extra }: AgentProfile): Party {
  checkArgument('join name', name, someText)
  checkArgument('join type', type, guards.oneOf(...partyTypes))
  checkArgument('join id', id, someText)
  checkArgument('join avatarUrl', avatarUrl, guards.optional(someText))
  checkArgument('join extra', extra, guards.optional(guards.object))
  const more = { ...(avatarUrl !== undefined && { avatarUrl }), ...(extra && { extra: jsonCopy('join extra', extra) }) }
  return freezeDeeply({ id, name, type, ...more })
}
