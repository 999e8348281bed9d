import type { Clock } from '@chat-transport/core'

/**
 *   excused ──no excuse left──▶ expected ──timeout──▶ over        any ──end──▶ over
 *      ▲                           │excuse
 *      └───────────────────────────┘
 */
type State = { name: 'excused'; excuses: number } | { name: 'expected'; stopWaiting: () => void } | { name: 'over' }

/**
 * Detects that a client stays away. A client is excused while it waits for our answer, and while we do not read its
 * frames; otherwise it has to send something within the timeout.
 */
export class Absence {
  readonly #wait: () => () => void
  #state: State = { name: 'excused', excuses: 0 }

  /** The timeout runs after the first excuse has ended. `noticed` is called at most once. */
  constructor(settings: { readonly clock: Clock; readonly absenceTimeoutMs: number }, noticed: () => void) {
    this.#wait = () =>
      settings.clock.after(settings.absenceTimeoutMs, () => {
        this.#state = { name: 'over' }
        noticed()
      })
  }

  /** Excuses the client until the returned function is called. */
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
