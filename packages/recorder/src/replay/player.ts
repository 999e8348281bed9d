import { systemClock, type Clock } from '@chat-transport/core'
import { describeEntry, seconds } from '../format/describe-entry.ts'
import type { LogEntry } from '../format/session-log.ts'
import type { ReplayClock } from './replay-clock.ts'

export interface PlayerOptions {
  readonly entries: readonly LogEntry[]
  /** The page's own timers run until then, also after the last entry. */
  readonly durationMs: number
  readonly clock: Clock | ReplayClock
  readonly patienceMs: number
  /** Plays one entry. `false`: it is the page's, and the page has not done it yet. */
  perform(entry: LogEntry): boolean
  /** The page did not do in time what the log has. */
  missed(problem: string): void
  ended(): void
}

type PlayerState =
  | { readonly name: 'idle' }
  | { readonly name: 'playing' | 'over' }
  /** For its time, or for the page to do it. `stop` ends the wait. */
  | { readonly name: 'ahead' | 'waiting'; readonly stop: () => void }

interface Reached {
  readonly at: number
  readonly resolve: () => void
}

/** So long the page's own timers run while a replay waits for the page: what they do may be what it waits for. */
const timersRunMs = 1_000

/** Plays the entries of a log at their times. Where one is the page's, the log stands still until the page has done it. */
export class Player {
  readonly #options: PlayerOptions
  #state: PlayerState = { name: 'idle' }
  #next: number
  /** What the clock showed when the log began. */
  #begunAt = 0
  #reached: readonly Reached[] = []

  constructor(options: PlayerOptions) {
    this.#options = options
    // However long the page was open before its chat.
    this.#next = Math.max(
      0,
      options.entries.findIndex(({ type }) => type === 'connect'),
    )
  }

  /** The place of the next entry. */
  get next(): number {
    return this.#next
  }

  /** The entries that are still to come. */
  get rest(): readonly LogEntry[] {
    return this.#options.entries.slice(this.#next)
  }

  /** How far the log has come. */
  get time(): number {
    const entry = this.#options.entries[this.#next]
    const now = this.#options.clock.monotonic() - this.#begunAt
    return this.#state.name === 'waiting' && entry ? Math.min(now, entry.at) : now
  }

  get isOver(): boolean {
    return this.#state.name === 'over'
  }

  /** The page has done something: what the log waits for, it may be. */
  pageActed(): void {
    const { name } = this.#state
    if (name !== 'idle' && name !== 'waiting') return
    this.#enter({ name: 'playing' })
    // Not in the middle of what the page is doing.
    void Promise.resolve().then(() => {
      if (this.#state.name !== 'playing') return
      this.#goOnAt(this.#next)
      this.#play()
    })
  }

  /** Resolves when the log has come so far, or is over. */
  reached(at: number): Promise<void> {
    return new Promise((resolve) => {
      this.#reached = [...this.#reached, { at, resolve }]
      if (this.#state.name === 'ahead') this.#play()
      else this.#tellReached()
    })
  }

  stop(): void {
    this.#enter({ name: 'over' })
    this.#tellReached()
  }

  #enter(state: PlayerState): void {
    if ('stop' in this.#state) this.#state.stop()
    this.#state = state
  }

  /** The entry is due now, however long the page has taken. */
  #goOnAt(place: number): void {
    const entry = this.#options.entries[place]
    if (entry) this.#begunAt = this.#options.clock.monotonic() - entry.at
  }

  #play(): void {
    this.#enter({ name: 'playing' })
    const { entries, durationMs, perform, ended } = this.#options
    while (this.#state.name === 'playing') {
      this.#tellReached()
      const entry = entries[this.#next]
      const waitMs = Math.min(entry?.at ?? durationMs, ...this.#reached.map(({ at }) => at)) - this.time
      if (waitMs > 0) return this.#playAfter(waitMs)
      if (!entry) {
        this.stop()
        // What the last of it makes the page do, it has done then.
        this.#after(0, ended)
        return
      }
      this.#next += 1
      if (!perform(entry)) return this.#waitFor(entry)
      if (entry.type === 'dropped') this.#goOnAt(this.#next)
      // Who has waited for the line goes on before anything else happens on it.
      if (entry.type === 'connectivity' && !this.isOver) return this.#playAfter(0)
    }
  }

  #playAfter(delayMs: number): void {
    this.#enter({ name: 'ahead', stop: this.#after(delayMs, () => this.#play()) })
  }

  #waitFor(entry: LogEntry): void {
    this.#next -= 1
    const { patienceMs, missed } = this.#options
    const stopTimers = this.#after(timersRunMs, () => undefined)
    // Real time: on a clock of its own a page that takes a moment would have taken for ever.
    const stopPatience =
      patienceMs === Infinity
        ? () => undefined
        : systemClock.after(patienceMs, () =>
            missed(`expected: ${describeEntry(entry)}. It has not done so for ${seconds(patienceMs)}`),
          )
    this.#enter({
      name: 'waiting',
      stop() {
        stopTimers()
        stopPatience()
      },
    })
  }

  #after(delayMs: number, run: () => void): () => void {
    const { clock } = this.#options
    const wholeMs = Math.ceil(delayMs)
    return 'hurry' in clock ? clock.hurry(wholeMs, run) : clock.after(wholeMs, run)
  }

  #tellReached(): void {
    const isReached = ({ at }: Reached) => this.isOver || (this.#state.name !== 'idle' && at <= this.time)
    const reached = this.#reached.filter(isReached)
    this.#reached = this.#reached.filter((each) => !reached.includes(each))
    for (const { resolve } of reached) resolve()
  }
}
