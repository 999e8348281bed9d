import type { Clock, EventMessagePart } from '@chat-transport/core'
import { Countdown } from '../async/countdown.ts'
import type { OpenDraft } from '../visitor/draft-parts.ts'

/** Of a draft that is being said something is told at least this often, also when it does not grow. */
export const heardEveryMs = 5_000
/** After so much silence its back end is gone. */
const silenceMs = 3 * heardEveryMs

interface HeardDraft extends OpenDraft {
  readonly silence: Countdown
}

/** The messages that are being said at other back ends, as far as they were heard. */
export class HeardDrafts {
  readonly #clock: Clock
  readonly #silent: (id: string) => void
  readonly #drafts = new Map<string, HeardDraft>()

  /** `silent`: one of them does not go on. */
  constructor(clock: Clock, silent: (id: string) => void) {
    this.#clock = clock
    this.#silent = silent
  }

  get open(): readonly OpenDraft[] {
    return [...this.#drafts.values()]
  }

  /** Of a part that is behind the end of what was heard, the beginning will be told again, or the message comes as a whole. */
  hear({ draft: id, party, offset, text: added }: EventMessagePart): void {
    const { text, silence } = this.#drafts.get(id) ?? { text: '', silence: new Countdown(this.#clock) }
    if (offset > text.length) return
    const whole = text.slice(0, offset) + added
    this.#drafts.set(id, { id, party, silence, text: whole.length > text.length ? whole : text })
    silence.start(silenceMs, () => this.#silent(id))
  }

  /** False if it was not there. */
  remove(id: string | undefined): boolean {
    this.#drafts.get(id ?? '')?.silence.stop()
    return this.#drafts.delete(id ?? '')
  }

  close(): void {
    for (const id of this.#drafts.keys()) this.remove(id)
  }
}
