import type { Clock } from '@chat-transport/core'

/** How many pages all replays together may send before other work has its turn. */
const pagesPerTurn = 4
/** How much may wait in full lines. Beyond it no replay goes on until a line has taken some, or is gone. */
const mostHeldBytes = 64 * 1024 * 1024

/** The replays of all sessions take turns, so that the visitors who are not coming back do not wait for those who are. */
export class ReplayTurns {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()
  #pages = 0
  #heldBytes = 0
  #cancelTurn: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `undefined`: the next page may be sent. A promise: it may be when that resolves, or `signal` has aborted. */
  turn(signal: AbortSignal): Promise<void> | undefined {
    if (this.#waiting.size > 0 || !this.#mayGoOn) return signal.aborted ? undefined : this.#wait(signal)
    this.#pages += 1
    return undefined
  }

  /** So many bytes wait in a line until `taken` settles, or `signal` aborts. */
  hold(bytes: number, taken: Promise<void>, signal: AbortSignal): void {
    let held = bytes
    const release = () => {
      this.#heldBytes -= held
      held = 0
      signal.removeEventListener('abort', release)
      this.#planTurn()
    }
    this.#heldBytes += bytes
    signal.addEventListener('abort', release)
    taken.then(release, release)
  }

  get #mayGoOn(): boolean {
    return this.#pages < pagesPerTurn && this.#heldBytes < mostHeldBytes
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resume = () => {
        this.#waiting.delete(resume)
        signal.removeEventListener('abort', resume)
        this.#planTurn()
        resolve()
      }
      this.#waiting.add(resume)
      signal.addEventListener('abort', resume)
      this.#planTurn()
    })
  }

  /** A timer, because promises alone would leave no turn to the network. */
  #planTurn(): void {
    if (this.#waiting.size === 0) {
      this.#cancelTurn?.()
      this.#cancelTurn = undefined
    } else if (this.#heldBytes < mostHeldBytes) {
      this.#cancelTurn ??= this.#clock.after(0, () => this.#beginTurn())
    }
  }

  #beginTurn(): void {
    this.#cancelTurn = undefined
    this.#pages = 0
    for (const resume of this.#waiting) {
      if (!this.#mayGoOn) return
      this.#pages += 1
      resume()
    }
  }
}
