import type { Clock, EventMessagePart } from '@chat-transport/core'
import { Countdown } from '../async/countdown.ts'
import type { OpenDraft } from '../visitor/draft-parts.ts'

/** Of a draft that is being said something is told at least this often, also when it does not grow. */
export const heardEveryMs = 5_000
/** After so much silence its back end is gone. */
const silenceMs = 3 * heardEveryMs
/** As many as all servers of a large site together would have in one session. */
const mostHeard = 64

interface HeardDraft extends OpenDraft {
  readonly silence: Countdown
}

/** The messages that are being said at other back ends, as far as they were heard. */
export class HeardDrafts {
  readonly #clock: Clock
  readonly #maxLength: number
  readonly #silent: (id: string) => void
  readonly #drafts = new Map<string, HeardDraft>()

  /** `silent`: one of them does not go on. */
  constructor(
    { clock, maxLength }: { readonly clock: Clock; readonly maxLength: number },
    silent: (id: string) => void,
  ) {
    this.#clock = clock
    this.#maxLength = maxLength
    this.#silent = silent
  }

  get open(): readonly OpenDraft[] {
    return [...this.#drafts.values()]
  }

  /** A part that begins behind the end of what was heard is left out: the message will come as a whole. */
  hear({ draft: id, party, offset, text: added }: EventMessagePart): void {
    const known = this.#drafts.get(id)
    if (!known && (added === '' || this.#drafts.size >= mostHeard)) return
    const { text, silence } = known ?? { text: '', silence: new Countdown(this.#clock) }
    const whole = text.slice(0, offset) + added
    if (offset > text.length || whole.length > this.#maxLength) return
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
