import { RoomWaiters, type Room } from './room.ts'
import { WaitingCommand } from './waiting-command.ts'

/** Carries out a command. Returns a promise when the next one has to wait until it resolves. Never throws or rejects. */
type CarryOut = (command: unknown) => void | Promise<void>

/** The waiting commands of one visitor. They are carried out one after another, in the order received. */
export class CommandInbox {
  readonly #carryOut: CarryOut
  readonly #waiting: WaitingCommand[] = []
  #waitingBytes = 0
  readonly #waiters = new RoomWaiters(
    () => this.#waiting.length > mostWaiting || this.#waitingBytes >= mostWaitingBytes,
  )
  #work: 'idle' | 'running' | 'closed' = 'idle'

  constructor(carryOut: CarryOut) {
    this.#carryOut = carryOut
  }

  /** Adds a command. `'overflow'`: too many are waiting, and it was not added. Callers that wait for `room` never get this. */
  add(command: unknown): 'added' | 'overflow' {
    if (this.#waiting.length >= mostHeld) return 'overflow'
    if (this.#work === 'running') this.#wait(command)
    else if (this.#work === 'idle') this.#start(command)
    return 'added'
  }

  /** Read no more commands while this gives a promise. */
  readonly room: Room = () => this.#waiters.room()

  /** Drops the waiting commands. The visitor's page still has them, and sends them again on its next line. */
  close(): void {
    this.#work = 'closed'
    this.#waiting.length = 0
    this.#waitingBytes = 0
    this.#waiters.removed()
  }

  #wait(command: unknown): void {
    const waiting = new WaitingCommand(command, mostWaitingBytes)
    this.#waiting.push(waiting)
    this.#waitingBytes += waiting.bytes
  }

  #start(command: unknown): void {
    const running = this.#carryOut(command)
    if (running) void this.#runAfter(running)
  }

  async #runAfter(first: Promise<void>): Promise<void> {
    // The first may have led to the end of the line.
    if (this.#work === 'closed') return
    this.#work = 'running'
    await first
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#waitingBytes -= next.bytes
      this.#waiters.removed()
      await this.#carryOut(next.read())
    }
    if (this.#work === 'running') this.#work = 'idle'
  }
}

const mostWaiting = 16
/** As JSON in UTF-8. The rest of the frame that goes beyond it comes on top. */
const mostWaitingBytes = 64 * 1024
/**
 * More than a front adds if it stops reading when there is no room: its last frame has at most 1,000 messages, and the
 * data that the socket has read already (64 kB) about as many.
 */
const mostHeld = 4_000
