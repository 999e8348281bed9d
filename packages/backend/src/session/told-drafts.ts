import type { Clock, EventMessagePart } from '@chat-transport/core'
import { heardEveryMs } from '../application/heard-drafts.ts'
import { DraftParts, type OpenDraft } from '../visitor/draft-parts.ts'

export interface ToldDraftsOptions {
  readonly clock: Clock
  /** The messages that are being said at this back end, and are not whole yet. */
  readonly growing: () => readonly OpenDraft[]
  readonly tell: (part: EventMessagePart) => void
}

/** What other back ends are told of the messages that are being said at this one: what a line of a page is, in fewer words. */
export class ToldDrafts {
  readonly #options: ToldDraftsOptions
  #parts: DraftParts
  #beatAt = -Infinity

  constructor(options: ToldDraftsOptions) {
    this.#options = options
    this.#parts = new DraftParts(options.growing)
  }

  /** There may be more of them. */
  tell(): void {
    const { tell } = this.#options
    this.#parts.due()
    for (let part = this.#parts.next(); part; part = this.#parts.next()) tell(part)
    this.#beat()
  }

  /** Tells all of them from their beginning: somebody may have heard nothing of them. */
  tellAnew(): void {
    this.#parts = new DraftParts(this.#options.growing)
    this.tell()
  }

  /** Those that do not grow are still being said. */
  #beat(): void {
    const { clock, growing, tell } = this.#options
    if (clock.monotonic() - this.#beatAt < heardEveryMs) return
    this.#beatAt = clock.monotonic()
    for (const { id, party } of growing()) tell({ type: 'EventMessagePart', draft: id, party, offset: 0, text: '' })
  }
}
