import type { ReplayPace } from './replay-pace.ts'

/** Reads earlier events from the store, as the JSON text of the answer. */
export type ReadEarlier = () => Promise<string>

type State = { readonly name: 'none' | 'waiting' } | { readonly name: 'due'; readonly read: ReadEarlier }

/**
 * What a page has asked for of the transcript before its position: one read at a time. It waits for its turn among the replays, and
 * nothing that is new waits for it.
 */
export class EarlierReads {
  readonly #pace: ReplayPace
  #state: State = { name: 'none' }

  constructor(pace: ReplayPace) {
    this.#pace = pace
  }

  /** Calls `due` when it is the turn of `read`. False: there is one already. */
  add(read: ReadEarlier, signal: AbortSignal, due: () => void): boolean {
    if (this.#state.name !== 'none') return false
    const turn = this.#pace.turn(false, signal)
    const isDue = () => {
      this.#state = { name: 'due', read }
      due()
    }
    this.#state = { name: 'waiting' }
    if (turn) void turn.then(isDue)
    else isDue()
    return true
  }

  /** The one that is due, once. */
  next(): ReadEarlier | undefined {
    if (this.#state.name !== 'due') return undefined
    const { read } = this.#state
    this.#state = { name: 'none' }
    return read
  }
}
