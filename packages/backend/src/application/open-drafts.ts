import { ChatError, ErrorCode } from '@chat-transport/core'
import type { Clock, EventMessagePart, Party } from '@chat-transport/core'
import type { OpenDraft } from '../visitor/draft-parts.ts'
import { Draft } from './draft.ts'
import { HeardDrafts } from './heard-drafts.ts'

/** How often a line is given a part of each draft. */
const partsEveryMs = 50
const mostDrafts = 8

/** The text of one, as JSON in UTF-8, may be as large as a message of the visitor. */
export interface OpenDraftsOptions {
  readonly clock: Clock
  readonly limits: { readonly maxMessageBytes: number }
}

export interface OpenDraftsListener {
  /** There is more of them than lines have been told. */
  grown(): void
  /** One does not go on, and lines have some of it. */
  lost(): void
}

/** The messages that are being said in a session, by agents of this back end or of others. */
export class OpenDrafts {
  readonly #options: OpenDraftsOptions
  readonly #listener: OpenDraftsListener
  /** Made for the first: most sessions have none, and hold little. */
  #heard: HeardDrafts | undefined
  #drafts: readonly Draft[] = []
  #whenFewer: (() => void)[] = []
  #pause: (() => void) | undefined
  #state: 'open' | 'closed' = 'open'

  constructor(options: OpenDraftsOptions, listener: OpenDraftsListener) {
    this.#options = options
    this.#listener = listener
  }

  /** Those of which there is something. */
  get open(): readonly OpenDraft[] {
    return [...this.#drafts, ...(this.#heard?.open ?? [])].filter(({ text }) => text !== '')
  }

  /** Those of this back end that still grow. No part is to come after the event. */
  get growing(): readonly OpenDraft[] {
    return this.#drafts.filter(({ isOver }) => !isOver)
  }

  /** A message that is being said at another back end. */
  hear(part: EventMessagePart): void {
    if (this.#state === 'closed') return
    const { clock, limits } = this.#options
    this.#heard ??= new HeardDrafts({ clock, maxLength: limits.maxMessageBytes }, (id) => this.#silent(id))
    this.#heard.hear(part)
    this.#grown()
  }

  /** Throws a `ChatError` 52 when there are too many. */
  add(party: Party): Draft {
    if (this.#drafts.length >= mostDrafts)
      throw new ChatError(
        ErrorCode.executionFailed,
        `unable to stream: ${mostDrafts} messages of the session are under way`,
      )
    const draft = new Draft(party, this.#options.limits.maxMessageBytes, () => this.#grown())
    this.#drafts = [...this.#drafts, draft]
    if (this.#state === 'closed') draft.cut()
    return draft
  }

  /** It has become an event, or nothing. False if it was not there. */
  remove(id: string | undefined): boolean {
    const left = this.#drafts.filter((draft) => draft.id !== id)
    const wasThere = this.#heard?.remove(id) || left.length < this.#drafts.length
    this.#drafts = left
    if (left.length === 0 && !this.#heard?.open.length) this.#stopPause()
    for (const tell of this.#whenFewer.splice(0)) tell()
    return wasThere
  }

  /** Ends those of a party, or all. Resolves when they have become events, or nothing. */
  async cut(of?: Party): Promise<void> {
    const ending = this.#drafts.filter(({ party }) => !of || party.id === of.id)
    for (const draft of ending) draft.cut()
    while (this.#drafts.some((draft) => ending.includes(draft)))
      await new Promise<void>((resolve) => this.#whenFewer.push(resolve))
  }

  /** The session is over in this process: ends all, and at once what was about to begin. */
  async close(): Promise<void> {
    this.#state = 'closed'
    this.#heard?.close()
    if (this.#drafts.length === 0) this.#stopPause()
    await this.cut()
  }

  /** The first part goes out at once. While there are drafts, lines are told again and again: one may not have been able to write. */
  #grown(): void {
    if (this.#pause) return
    this.#pause = this.#options.clock.after(partsEveryMs, () => {
      this.#pause = undefined
      this.#grown()
    })
    this.#listener.grown()
  }

  /** Nobody says it any more. */
  #silent(id: string): void {
    this.remove(id)
    this.#listener.lost()
  }

  #stopPause(): void {
    this.#pause?.()
    this.#pause = undefined
  }
}
