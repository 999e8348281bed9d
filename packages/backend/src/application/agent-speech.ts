import { checkArgument, guards } from '@chat-transport/core'
import type {
  EventMessage,
  EventMessageDeleted,
  EventMessageEdited,
  EventNotice,
  EventReaction,
  MessageContent,
  Notice,
} from '@chat-transport/core'
import { jsonCopy } from '../json/json-copy.ts'
import { shortText, someText } from './argument-guards.ts'
import { checkChange } from './check-change.ts'
import { commitDraft, orChatError } from './commit-draft.ts'
import type { EventDraft } from './event-draft.ts'
import type { Presence } from './presence.ts'
import type { FileMeta, FileSource } from './session-files.ts'
import { streamMessage } from './stream-message.ts'
import { TextStream } from './text-stream.ts'

/** What an agent says and does that the transcript keeps. Each call is one event. */
export class AgentSpeech {
  readonly #presence: Presence
  readonly #callId: string | undefined

  /** Use `session.join()`, or `agent.once()`. */
  constructor(presence: Presence, callId?: string) {
    this.#presence = presence
    this.#callId = callId
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

  /** Says a link. */
  async sendUrl(url: string, text?: string): Promise<EventMessage> {
    checkArgument('sendUrl url', url, someText)
    checkArgument('sendUrl url', url, guards.webAddress)
    checkArgument('sendUrl text', text, guards.optional(someText))
    return this.#send({ type: 'url', url, ...(text !== undefined && { text }) })
  }

  /**
   * Sends a file, with a text about it. The message takes its place once the file has been kept; calls made meanwhile do not
   * wait for it. Rejects as well when the file is refused (3, 51, 52), or this server keeps no files (52). Of a repeated call
   * nothing is read.
   */
  async sendFile(content: FileSource, { text, ...meta }: FileMeta & { readonly text?: string }): Promise<EventMessage> {
    checkArgument('sendFile name', meta.name, someText)
    checkArgument('sendFile type', meta.type, guards.optional(someText))
    checkArgument('sendFile text', text, guards.optional(someText))
    const earlier = await this.#earlierMessage()
    if (earlier) return earlier
    this.#presence.require()
    const { files, record } = this.#presence.session
    const file = await orChatError(files.add(record.id, content, meta))
    return this.#say(async () => ({ type: 'file', file, ...(text !== undefined && { text }) }))
  }

  /**
   * Sends content of any type: standard, or one of the option `contents`. Rejects as well when it is not as its type has to be
   * (2 or 3): the error names what is wrong.
   */
  async send(content: MessageContent): Promise<EventMessage> {
    const copy = jsonCopy('send content', content)
    return this.#say(() => orChatError(this.#check(copy)))
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
    checkArgument('editMessage target', target, guards.wholeNumber(1))
    checkArgument('editMessage text', text, someText)
    const content = { type: 'text', text } as const
    return this.#change({ type: 'EventMessageEdited', target, content, ...this.#presence.stamp() }, true)
  }

  /**
   * Takes a message back: also the visitor's or another agent's, as moderators do. The event says by whom. Pages show nothing of
   * it any more; `session.transcript()` has the message still.
   */
  async deleteMessage(target: number): Promise<EventMessageDeleted> {
    checkArgument('deleteMessage target', target, guards.wholeNumber(1))
    return this.#change({ type: 'EventMessageDeleted', target, ...this.#presence.stamp() }, false)
  }

  /** Puts an emoji to anybody's message, or takes it away. */
  async react(target: number, emoji: string, on = true): Promise<EventReaction> {
    checkArgument('react target', target, guards.wholeNumber(1))
    checkArgument('react emoji', emoji, shortText)
    checkArgument('react on', on, guards.boolean)
    return this.#change({ type: 'EventReaction', target, emoji, on, ...this.#presence.stamp() }, false)
  }

  /** Tells the page something that is not a message. `data` is any JSON value. */
  async notice(name: string, data?: unknown): Promise<EventNotice> {
    checkArgument('notice name', name, someText)
    const notice: Notice = data === undefined ? { name } : { name, data: jsonCopy('notice data', data) }
    return this.#commit({ type: 'EventNotice', notice, ...this.#presence.stamp() })
  }

  async #check(given: MessageContent): Promise<MessageContent> {
    const { contents, files, record } = this.#presence.session
    const content = await files.describe(record.id, await contents.checkOfAgent(given))
    await files.claim(record.id, content)
    return content
  }

  async #stream(stream: TextStream): Promise<EventMessage> {
    const { session } = this.#presence
    try {
      const earlier = await this.#earlierMessage()
      if (earlier) return earlier
      this.#presence.require()
      const draft = await this.#presence.inTurn(async () => session.drafts.add(this.#presence.party))
      return await streamMessage(session, { draft, stream, call: this.#messageCall() })
    } finally {
      stream.close()
    }
  }

  /** Says content that is not known before its turn comes. */
  #say(content: () => Promise<MessageContent>): Promise<EventMessage> {
    const presence = this.#presence
    return presence.once(this.#messageCall(), async () => {
      presence.require()
      return presence.inTurn(async () => {
        const message = { type: 'EventMessage', content: await content() } as const
        const call = this.#callId === undefined ? undefined : presence.call(this.#callId, message)
        return commitDraft(presence.session, { ...message, ...presence.stamp() }, call)
      })
    })
  }

  #send(content: MessageContent): Promise<EventMessage> {
    return this.#commit({ type: 'EventMessage', content, ...this.#presence.stamp() })
  }

  #change<Draft extends EventDraft & { readonly target: number }>(draft: Draft, ownOnly: boolean) {
    const { session, party } = this.#presence
    const { target } = draft
    return this.#commit(draft, () => orChatError(checkChange(session, party, { target, ownOnly })))
  }

  async #commit<Draft extends EventDraft>(draft: Draft, first?: () => Promise<void>) {
    return this.#presence.commit(draft, { ...(first && { first }), callId: this.#callId })
  }

  /** Of which nothing is known yet but that it is a message. */
  #messageCall() {
    return this.#callId === undefined ? undefined : this.#presence.call(this.#callId, { type: 'EventMessage' })
  }

  async #earlierMessage(): Promise<EventMessage | undefined> {
    const call = this.#messageCall()
    return call && this.#presence.earlier<EventMessage>(call)
  }
}
