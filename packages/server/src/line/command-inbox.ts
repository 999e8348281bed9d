/** The commands of one visitor that wait for their turn: carried out one after another, in the order received. */
export class CommandInbox {
  readonly #carryOut: (command: unknown) => Promise<void>
  readonly #waiting: unknown[] = []
  readonly #room: (() => void)[] = []
  #work: 'idle' | 'running' | 'closed' = 'idle'

  /** `carryOut` resolves when the next may come, and never rejects. */
  constructor(carryOut: (command: unknown) => Promise<void>) {
    this.#carryOut = carryOut
  }

  /** `'overflow'`: so much is waiting that this one is not taken. Nobody who heeds `room()` comes to that. */
  put(command: unknown): 'taken' | 'overflow' {
    if (this.#waiting.length >= mostHeld) return 'overflow'
    if (this.#work === 'closed') return 'taken'
    this.#waiting.push(command)
    if (this.#work === 'idle') void this.#run()
    return 'taken'
  }

  /** `undefined`: go on reading. A promise: so much is waiting that nothing more should be read until it resolves. */
  room(): Promise<void> | undefined {
    if (this.#waiting.length <= mostWaiting) return undefined
    return new Promise((resolve) => this.#room.push(resolve))
  }

  /** Forgets what is waiting: the visitor's page still has it, and sends it again on its next line. */
  close(): void {
    this.#work = 'closed'
    this.#waiting.length = 0
    this.#tellRoom()
  }

  async #run(): Promise<void> {
    this.#work = 'running'
    while (this.#waiting.length > 0) {
      const command = this.#waiting.shift()
      if (this.#waiting.length <= mostWaiting) this.#tellRoom()
      await this.#carryOut(command)
    }
    if (this.#work === 'running') this.#work = 'idle'
  }

  #tellRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve()
  }
}

const mostWaiting = 16
/**
 * More than a front brings that stops reading when there is no room: the last frame holds 1,000 messages at most, and what
 * a socket had read already (64 kB) about as many.
 */
const mostHeld = 4_000
