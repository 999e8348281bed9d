import type { Clock } from '@chat-transport/core'
import { Countdown } from '../async/countdown.ts'

/** A sign of typing that is not renewed lapses after this time (P33). */
const lapseMs = 10_000

/** Whether the visitor types, as agents are told. Pages say when typing starts, but may not be there to say that it stops. */
export class VisitorTyping {
  readonly #lapse: Countdown
  readonly #tell: (isTyping: boolean) => void
  #state: 'typing' | 'still' = 'still'

  constructor(clock: Clock, tell: (isTyping: boolean) => void) {
    this.#lapse = new Countdown(clock)
    this.#tell = tell
  }

  /** Told each time, for consoles that let it lapse themselves. */
  start(): void {
    this.#state = 'typing'
    this.#lapse.start(lapseMs, () => this.stop())
    this.#tell(true)
  }

  stop(): void {
    if (this.#state === 'still') return
    this.#state = 'still'
    this.#lapse.stop()
    this.#tell(false)
  }
}
