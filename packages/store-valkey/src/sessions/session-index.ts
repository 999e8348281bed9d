import type { StoredSession } from '@chat-transport/backend'
import type { Clock } from '@chat-transport/core'
import { listOf, storedSession } from './answers.ts'
import type { RunScript } from './run-script.ts'

/** By what a session is found: an id of a start, or of a user, encoded. */
export interface Indexed {
  readonly kind: 'start' | 'user'
  readonly id: string
  /** Of the sessions that have it. */
  readonly key: string
}

/** How long whoever has reserved an index may take to make the session. Then it must not any more, and another one may. */
const patienceMs = 1_000
const pauseMs = 20
/** More than that is no contention. */
const mostRounds = 100

/**
 * The indexes of starts and users in a cluster, where they are in other slots than their sessions, and do not change in one step
 * with them. What they say is therefore no more than a hint: whether a session has a start or a user, the session itself says. An
 * index names it before it does, so that no session can be missed, whenever a process ends.
 */
export class SessionIndex {
  readonly #run: RunScript
  readonly #clock: Clock

  constructor(run: RunScript, clock: Clock) {
    this.#run = run
    this.#clock = clock
  }

  /** Reserves the index for a session that is about to be made, or finds the one that has it. Only one of several succeeds. */
  async reserve(index: Indexed, sessionKey: string): Promise<StoredSession | undefined> {
    const dead: string[] = []
    const other: string[] = []
    for (let round = 0; round < mostRounds; round++) {
      const answer = await this.#run('reserve', {
        keys: [index.key],
        args: [sessionKey, JSON.stringify(dead), JSON.stringify(other)],
      })
      const candidates = listOf(answer).map(listOf)
      if (candidates.length === 0) return undefined
      for (const [key, ageMs] of candidates) {
        const seen = await this.#look(index, String(key), Number(ageMs))
        if (typeof seen === 'object') return seen
        ;(seen === 'dead' ? dead : other).push(String(key))
      }
    }
    throw new Error(`too many starts at once`)
  }

  /** Names the session as the one that the index has got last. */
  async touch(indexKey: string, sessionKey: string): Promise<void> {
    await this.#run('touch', { keys: [indexKey], args: [sessionKey] })
  }

  /** What stays when this fails takes a little memory, and harms nobody. */
  async drop(indexKeys: readonly string[], sessionKey: string): Promise<void> {
    await Promise.allSettled(indexKeys.map((key) => this.#run('drop', { keys: [key], args: [sessionKey] })))
  }

  /** The session, if it fits; `other`: it does not, or not yet. `dead`: it never will. */
  async #look({ kind, id }: Indexed, sessionKey: string, ageMs: number): Promise<StoredSession | 'dead' | 'other'> {
    const until = this.#clock.monotonic() + patienceMs - ageMs
    for (;;) {
      const isTooLate = this.#clock.monotonic() >= until
      const [what, session] = listOf(
        await this.#run('look', { keys: [sessionKey], args: [kind, id, isTooLate ? 1 : 0] }),
      )
      if (what === 'fits') return storedSession(session)
      if (what !== 'absent') return what === 'dead' ? 'dead' : 'other'
      await new Promise<void>((resolve) => void this.#clock.after(pauseMs, resolve))
    }
  }
}
