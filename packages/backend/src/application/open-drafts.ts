import { ChatError, ErrorCode } from '@chat-transport/core'
import type { Clock, Party } from '@chat-transport/core'
import type { OpenDraft } from '../visitor/draft-parts.ts'
import { Draft } from './draft.ts'

/** How often a line is given a part of each draft. */
const partsEveryMs = 50
const mostDrafts = 8

/** The text of one, as JSON in UTF-8, may be as large as a message of the visitor. */
export interface OpenDraftsOptions {
  readonly clock: Clock
  readonly limits: { readonly maxMessageBytes: number }
}

/** The messages that are being said in a session. */
export class OpenDrafts {
  readonly #options: OpenDraftsOptions
  readonly #tell: () => void
  #drafts: readonly Draft[] = []
  #whenFewer: (() => void)[] = []
  #pause: (() => void) | undefined
  #state: 'open' | 'closed' = 'open'

  /** `tell`: there is more of them than lines have been told. */
  constructor(options: OpenDraftsOptions, tell: () => void) {
    this.#options = options
    this.#tell = tell
  }

  /** Those of which there is something. */
  get open(): readonly OpenDraft[] {
    return this.#drafts.filter(({ text }) => text !== '')
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
    if (left.length === this.#drafts.length) return false
    this.#drafts = left
    if (left.length === 0) this.#stopPause()
    for (const tell of this.#whenFewer.splice(0)) tell()
    return true
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
    await this.cut()
  }

  /** The first part goes out at once. While there are drafts, lines are told again and again: one may not have been able to write. */
  #grown(): void {
    if (this.#pause) return
    this.#pause = this.#options.clock.after(partsEveryMs, () => {
      this.#pause = undefined
      this.#grown()
    })
    this.#tell()
  }

  #stopPause(): void {
    this.#pause?.()
    this.#pause = undefined
  }
}
