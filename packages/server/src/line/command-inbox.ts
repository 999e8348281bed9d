import { RoomWaiters, type Room } from './room.ts'

/** The waiting commands of one visitor. They are carried out one after another, in the order received. */
export class CommandInbox {
  readonly #carryOut: (command: unknown) => Promise<void>
  readonly #waiting: unknown[] = []
  readonly #waiters = new RoomWaiters(() => this.#waiting.length > mostWaiting)
  #work: 'idle' | 'running' | 'closed' = 'idle'

  /** `carryOut` resolves when the next command may be carried out, and never rejects. */
  constructor(carryOut: (command: unknown) => Promise<void>) {
    this.#carryOut = carryOut
  }

  /** Adds a command. `'overflow'`: too many are waiting, and it was not added. Callers that wait for `room` never get this. */
  add(command: unknown): 'added' | 'overflow' {
    if (this.#waiting.length >= mostHeld) return 'overflow'
    if (this.#work === 'closed') return 'added'
    this.#waiting.push(command)
    if (this.#work === 'idle') void this.#run()
    return 'added'
  }

  /** Read no more commands while this gives a promise. */
  readonly room: Room = () => this.#waiters.room()

  /** Drops the waiting commands. The visitor's page still has them, and sends them again on its next line. */
  close(): void {
    this.#work = 'closed'
    this.#waiting.length = 0
    this.#waiters.removed()
  }

  async #run(): Promise<void> {
    this.#work = 'running'
    while (this.#waiting.length > 0) {
      const command = this.#waiting.shift()
      this.#waiters.removed()
      await this.#carryOut(command)
    }
    if (this.#work === 'running') this.#work = 'idle'
  }
}

const mostWaiting = 16
/**
 * More than a front adds if it stops reading when there is no room: its last frame has at most 1,000 messages, and the
 * data that the socket has read already (64 kB) about as many.
 */
const mostHeld = 4_000
