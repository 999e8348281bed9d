import type { Clock } from '@chat-transport/core'

/**
 *   excused ──no excuse left──▶ expected ──timeout──▶ over        any ──end──▶ over
 *      ▲                           │excuse
 *      └───────────────────────────┘
 */
type State =
  { name: 'excused'; excuses: number } | { name: 'expected'; since: number; stopWaiting: () => void } | { name: 'over' }

/** What a slow line carries: so much time is added for what the client has to read before it can ask again, a minute at most. */
const bytesPerMs = 8
const mostReadingMs = 60_000

/**
 * Detects that a client stays away. A client is excused while it waits for our answer, and while we do not read its
 * frames; otherwise it has to send something within the timeout.
 */
export class Absence {
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #noticed: () => void
  #state: State = { name: 'excused', excuses: 0 }
  /** Sent, and not known to be read. */
  #unreadBytes = 0
  /** Of these, what was sent before our last answer: the client has read it when it asks again. */
  #answeredBytes = 0

  /** The timeout runs after the first excuse has ended. `noticed` is called at most once. */
  constructor(settings: { readonly clock: Clock; readonly absenceTimeoutMs: number }, noticed: () => void) {
    this.#clock = settings.clock
    this.#timeoutMs = settings.absenceTimeoutMs
    this.#noticed = noticed
  }

  /** The client has this to read before it comes to what follows. */
  sent(bytes: number): void {
    this.#unreadBytes += bytes
    if (this.#state.name !== 'expected') return
    this.#state.stopWaiting()
    this.#expect(this.#state.since)
  }

  /** The client asks, so it has read our last answer and all that was sent before it. */
  asked(): void {
    this.#unreadBytes -= this.#answeredBytes
    this.#answeredBytes = 0
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
    this.#answeredBytes = this.#unreadBytes
    const excuses = this.#state.excuses - 1
    if (excuses > 0) this.#state = { name: 'excused', excuses }
    else this.#expect(this.#clock.monotonic())
  }

  #expect(since: number): void {
    const allowedMs = this.#timeoutMs + Math.min(this.#unreadBytes / bytesPerMs, mostReadingMs)
    const stopWaiting = this.#clock.after(since + allowedMs - this.#clock.monotonic(), () => {
      this.#state = { name: 'over' }
      this.#noticed()
    })
    this.#state = { name: 'expected', since, stopWaiting }
  }
}

const ignore = () => undefined
