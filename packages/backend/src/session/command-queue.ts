import { SerialQueue } from '../async/serial-queue.ts'
import type { ReceivedCommand } from '../commands/received-command.ts'

/** More than a page keeps in flight. Beyond it the front waits, so that a slow hook does not fill the memory. */
const mostCommands = 1000
const mostCharacters = 256 * 1024

/** The commands of a session, carried out one after another. */
export class CommandQueue {
  readonly #commands = new SerialQueue()
  #characters = 0

  /** Carries out a command after those before it. Returns a promise when the next one has to wait until it resolves. */
  add(command: ReceivedCommand, carryOut: () => Promise<void>): Promise<void> | undefined {
    this.#characters += command.length
    const done = this.#commands.run(() => {
      this.#characters -= command.length
      return carryOut()
    })
    return this.#commands.size > mostCommands || this.#characters > mostCharacters ? done : undefined
  }

  /** Resolves when all commands given so far are done. */
  idle(): Promise<void> {
    return this.#commands.idle()
  }
}
