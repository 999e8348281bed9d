import { memorySessionStore, wrapStore, type AroundStoreCall, type SessionStore } from '@chat-transport/backend'
import type { StoreHarness } from '@chat-transport/conformance/stores'
import { expiringStore } from './expiring-store.ts'

/** What is wrong with a store: what changes in what it keeps, or in a connection to that, which ends with its process. */
export interface StoreBug {
  /** Its calls do not overlap. */
  kept?(store: SessionStore): SessionStore
  /** Its calls overlap, and each call that it makes takes a while. Called for each connection. */
  connection?(store: SessionStore): SessionStore
  /** Called when the connection is cut off, before the next. */
  restarted?(store: SessionStore): Promise<void>
}

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** A store that outlives its connections, of which there may be several: right in everything, but for the bug. */
export function durableStore(name: string, bug: StoreBug = {}): StoreHarness {
  const databases = new Map<SessionStore, Database>()
  const connectTo = (database: Database) => {
    const store = database.connect()
    databases.set(store, database)
    return store
  }
  const databaseOf = (store: SessionStore) => {
    const database = databases.get(store)
    if (!database) throw new Error('this store is not known, or was reopened before')
    return database
  }
  return {
    name,
    createStore: () => connectTo(new Database(bug)),
    async reopen(store) {
      const database = databaseOf(store)
      databases.delete(store)
      await database.cutOff(store)
      return connectTo(database)
    },
    connect: (store) => connectTo(databaseOf(store)),
  }
}

class Database {
  readonly #bug: StoreBug
  readonly #kept: SessionStore
  readonly #cutOff = new Map<SessionStore, () => void>()
  #last: Promise<unknown> = Promise.resolve()
  #calls = 0

  constructor(bug: StoreBug) {
    this.#bug = bug
    const expiring = expiringStore(memorySessionStore())
    this.#kept = wrapStore(bug.kept?.(expiring) ?? expiring, (_call, run) => this.#alone(run))
  }

  connect(): SessionStore {
    let isCutOff = false
    const mustBeThere = () => {
      if (isCutOff) throw new Error('the connection was lost')
    }
    const around: AroundStoreCall = async (_call, run) => {
      await this.#aWhile()
      mustBeThere()
      const result = await run()
      await this.#aWhile()
      mustBeThere()
      return result
    }
    const connection = wrapStore(this.#kept, around)
    const store = this.#bug.connection?.(connection) ?? connection
    this.#cutOff.set(store, () => (isCutOff = true))
    return store
  }

  /** Some calls under way have been carried out by then, and some never will be. */
  async cutOff(store: SessionStore): Promise<void> {
    await turn()
    await turn()
    this.#cutOff.get(store)?.()
    await this.#last
    await this.#bug.restarted?.(this.#kept)
  }

  /** Up to three turns, so that calls overtake each other. */
  async #aWhile(): Promise<void> {
    for (let turns = (this.#calls += 7) % 4; turns >= 0; turns--) await turn()
  }

  #alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const running = this.#last.then(run)
    this.#last = running.catch(() => undefined)
    return running
  }
}
