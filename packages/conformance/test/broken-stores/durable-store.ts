import { memorySessionStore, wrapStore, type AroundStoreCall, type SessionStore } from '@chat-transport/backend'
import type { StoreHarness } from '@chat-transport/conformance/stores'
import { expiringStore, type ExpiryRules } from './expiring-store.ts'
import { tellingStore } from './telling-store.ts'

/** What a connection of a broken store knows besides. */
export interface ConnectionSetting {
  /** What is kept, without the connection, which may be cut off. */
  readonly kept: SessionStore
  /** How many others were open when it was opened. */
  readonly others: number
  /** How many restarts there were before. */
  readonly restarts: number
}

/** What is wrong with a store: in what it keeps, or in a connection to that. */
export interface StoreBug {
  readonly expiry?: Partial<ExpiryRules>
  /** Its calls do not overlap. */
  kept?(store: SessionStore): SessionStore
  /** Its calls overlap, and each call that it makes takes a while. Called for each connection. */
  connection?(store: SessionStore, setting: ConnectionSetting): SessionStore
  /** Called when a connection was cut off, before the next is opened. */
  restarted?(kept: SessionStore): Promise<void>
}

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** A store that outlives its connections, of which there may be several: right in everything, but for the bug. */
export function durableStore(name: string, makeBug: () => StoreBug = () => ({})): StoreHarness {
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
    createStore: () => connectTo(new Database(makeBug())),
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
  #restarts = 0

  constructor(bug: StoreBug) {
    this.#bug = bug
    const expiring = expiringStore(memorySessionStore(), bug.expiry)
    const telling = tellingStore(bug.kept?.(expiring) ?? expiring)
    this.#kept = wrapStore(telling, (_call, run) => this.#alone(run))
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
    const setting = { kept: this.#kept, others: this.#cutOff.size, restarts: this.#restarts }
    const connection = wrapStore(this.#kept, around)
    const store = this.#bug.connection?.(connection, setting) ?? connection
    this.#cutOff.set(store, () => (isCutOff = true))
    return store
  }

  /** Some calls under way have been carried out by then, and some never will be. */
  async cutOff(store: SessionStore): Promise<void> {
    await turn()
    await turn()
    this.#cutOff.get(store)?.()
    this.#cutOff.delete(store)
    this.#restarts += 1
    await this.#last
    await this.#bug.restarted?.(this.#kept)
  }

  /** One turn to four, so that calls overtake each other. */
  async #aWhile(): Promise<void> {
    for (let turns = (this.#calls += 7) % 4; turns >= 0; turns--) await turn()
  }

  #alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const running = this.#last.then(run)
    this.#last = running.catch(() => undefined)
    return running
  }
}
