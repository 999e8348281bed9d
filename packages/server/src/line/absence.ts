import type { Clock } from '@chat-transport/core'

/**
 *   excused ──no excuse left──▶ expected ──timeout──▶ over        any ──end──▶ over
 *      ▲                           │excuse
 *      └───────────────────────────┘
 */
type State = { name: 'excused'; excuses: number } | { name: 'expected'; stopWaiting: () => void } | { name: 'over' }

/**
 * Notices a client that stays away. It is expected to come, except while it is excused: because it waits for an answer of
 * ours, or because we do not read what it says.
 */
export class Absence {
  readonly #wait: () => () => void
  #state: State = { name: 'excused', excuses: 0 }

  /** Counts from the end of the first excuse on. `noticed` is called once at most. */
  constructor(settings: { readonly clock: Clock; readonly absenceTimeoutMs: number }, noticed: () => void) {
    this.#wait = () =>
      settings.clock.after(settings.absenceTimeoutMs, () => {
        this.#state = { name: 'over' }
        noticed()
      })
  }

  /** The client need not come until the function that is returned is called. */
  excuse(): () => void {
    const state = this.#state
    if (state.name === 'over') return ignore
    if (state.name === 'expected') state.stopWaiting()
    this.#state = { name: 'excused', excuses: state.name === 'excused' ? state.excuses + 1 : 1 }
    let end = () => this.#endExcuse()
    return () => {
      end()
      end = ignore
    }
  }

  end(): void {
    if (this.#state.name === 'expected') this.#state.stopWaiting()
    this.#state = { name: 'over' }
  }

  #endExcuse(): void {
    if (this.#state.name !== 'excused') return
    const excuses = this.#state.excuses - 1
    this.#state = excuses > 0 ? { name: 'excused', excuses } : { name: 'expected', stopWaiting: this.#wait() }
  }
}

const ignore = () => undefined
