import type { UserData } from '@chat-transport/core'
import { entryBytes, noUserData } from '../commands/user-data-size.ts'
import type { UserDataSize } from '../commands/user-data-size.ts'

/**
 * What is known of the visitor: the user data of the start, with each update since merged in by name. An update costs what it
 * changes. Each value is kept as JSON text, because as objects they may take twenty times as much memory.
 */
export class KnownUserData {
  readonly #values = new Map<string, string>()
  #size = noUserData

  constructor(userData: UserData) {
    this.merge(userData)
  }

  /** The data as a whole. A copy, made anew each time. */
  value(): UserData {
    const entries = [...this.#values].map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    return JSON.parse(`{${entries.join()}}`) as UserData
  }

  merge(update: UserData): void {
    this.#size = this.sizeWith(update)
    for (const [name, value] of Object.entries(update)) this.#values.set(name, JSON.stringify(value))
  }

  /** The size of the data after `update`. */
  sizeWith(update: UserData): UserDataSize {
    let { names, bytes } = this.#size
    for (const [name, value] of Object.entries(update)) {
      const before = this.#values.get(name)
      names += before === undefined ? 1 : 0
      bytes += entryBytes(name, JSON.stringify(value)) - (before === undefined ? 0 : entryBytes(name, before))
    }
    return { names, bytes }
  }
}
