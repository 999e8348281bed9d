import { systemClock } from '@chat-transport/core'
import { rollBack, type Connection } from './connection.ts'

/** How long the calls of one transaction may keep the event loop busy: the last of them takes as long as it takes. */
const longestMs = 10

interface Call {
  readonly work: () => unknown
  resolve(result: unknown): void
  reject(cause: unknown): void
}

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/**
 * Carries out calls in transactions: those of one turn of the event loop, and those that come while a transaction is being
 * written, share the next one, and one sync. The disk is waited for in another thread.
 */
export class GroupCommit {
  readonly #connection: Connection
  readonly #tidyUp: () => Promise<boolean>
  readonly #now: () => number
  readonly #waiting: Call[] = []
  #state: 'open' | 'closed' = 'open'
  #working: Promise<void> | undefined

  /** `tidyUp` does some of what can wait, between two transactions, and says whether there is more. It never rejects. */
  constructor(
    connection: Connection,
    tidyUp: () => Promise<boolean> = () => Promise.resolve(false),
    now: () => number = () => systemClock.monotonic(),
  ) {
    this.#connection = connection
    this.#tidyUp = tidyUp
    this.#now = now
  }

  /** Resolves with what `work` returns, when that is on the disk. If `work` throws, nothing of it is kept. It may be called again. */
  run<Result>(work: () => Result): Promise<Result> {
    if (this.#state === 'closed') return Promise.reject(new Error('the session store is closed'))
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject })
      this.#working ??= this.#carryOutAll()
    }) as Promise<Result>
  }

  /** Takes no more calls. Resolves when those that were made are done. */
  async close(): Promise<void> {
    this.#state = 'closed'
    await this.#working
  }

  async #carryOutAll(): Promise<void> {
    let isUntidy = true
    while (this.#waiting.length > 0 || (isUntidy && this.#state === 'open')) {
      await nextTurn()
      if (this.#waiting.length > 0) await this.#carryOut(this.#waiting)
      isUntidy = await this.#tidyUp()
    }
    this.#working = undefined
  }

  /** Takes the first calls out of `waiting`, as many as there is time for, and carries them out. */
  async #carryOut(waiting: Call[]): Promise<void> {
    try {
      await rollBack(this.#connection) // if the one before could not be undone at once
      await this.#connection.exec('BEGIN IMMEDIATE')
    } catch (cause) {
      for (const call of waiting.splice(0)) call.reject(cause)
      return
    }
    await this.#commit(waiting)
  }

  async #commit(waiting: Call[]): Promise<void> {
    const calls: Call[] = []
    const results: unknown[] = []
    try {
      const until = this.#now() + longestMs
      for (let call = waiting.shift(); call; call = this.#now() < until ? waiting.shift() : undefined) {
        calls.push(call)
        results.push(call.work())
      }
      await this.#connection.exec('COMMIT')
      for (const [place, call] of calls.entries()) call.resolve(results[place])
    } catch (cause) {
      await rollBack(this.#connection)
      const [first, ...others] = calls
      if (others.length === 0) first?.reject(cause)
      // A disk that is full undoes the whole transaction, and does not say who had no room.
      else for (const call of calls) await this.#carryOut([call])
    }
  }
}
