import type { StoreExpiry } from '@chat-transport/backend'
import { listOf } from './answers.ts'
import type { Keys } from './keys.ts'
import type { RunScript } from './run-script.ts'
import type { SessionIndex } from './session-index.ts'

interface ExpirySetting {
  readonly keys: Keys
  readonly run: RunScript
  readonly index: SessionIndex | undefined
}

/** So many sessions are removed, or renewed, by one script: a millisecond's work. */
const mostAtOnce = 100

/** When sessions expire: each bucket has its sessions in the order in which they will. */
export class Expiry implements StoreExpiry {
  readonly #setting: ExpirySetting

  constructor(setting: ExpirySetting) {
    this.#setting = setting
  }

  async renew(sessionIds: readonly string[], expiresAt: number): Promise<readonly string[]> {
    const { keys, run } = this.#setting
    const sessionKeys = sessionIds.map((id) => keys.session(id))
    const calls = this.#inBuckets(sessionKeys).map((each) => run('renew', { keys: each, args: [expiresAt] }))
    const unknown = (await Promise.all(calls)).flatMap((answer) => listOf(answer))
    return unknown.map((key) => keys.sessionId(String(key)))
  }

  /** Removes what expired first of all. Of several callers one is told of each: who comes too late for some goes on to the next. */
  async removeExpired(now: number, limit: number): Promise<readonly string[]> {
    const { keys } = this.#setting
    const expired = [...(await this.#expired(now, limit))]
    const removed: string[] = []
    while (removed.length < limit && expired.length > 0)
      removed.push(...(await this.removeKeys(expired.splice(0, limit - removed.length), now)))
    return removed.map((key) => keys.sessionId(key))
  }

  /** Removes these sessions, if they are there and have expired, if it is said at which time. Resolves with the keys of those it has removed. */
  async removeKeys(sessionKeys: readonly string[], expiredAt?: number): Promise<readonly string[]> {
    const { run } = this.#setting
    const answers = await Promise.all(
      this.#inBuckets(sessionKeys).map((each) => run('remove', { keys: each, args: [expiredAt ?? ''] })),
    )
    const removed = answers.flatMap((answer) => listOf(answer).map(listOf))
    await Promise.all(
      removed.map(([key, user, starts]) => this.#leaveIndexes(String(key), String(user), listOf(starts).map(String))),
    )
    return removed.map(([key]) => String(key))
  }

  /** Looks in all buckets, and finds so many in each at most. What expired first comes first. */
  async #expired(now: number, limit: number): Promise<readonly string[]> {
    const { keys, run, index } = this.#setting
    const expiries = keys.allExpiries()
    const calls = index ? expiries.map((key) => [key]) : [expiries] // of a cluster, a script reaches one slot
    const answers = await Promise.all(calls.map((each) => run('expired', { keys: each, args: [now, limit] })))
    const expired = answers.flatMap((answer) => listOf(answer).map(listOf))
    return expired.sort(([, one], [, other]) => Number(one) - Number(other)).map(([key]) => String(key))
  }

  async #leaveIndexes(key: string, user: string, starts: readonly string[]): Promise<void> {
    const { index, keys } = this.#setting
    const indexKeys = starts.map((start) => keys.startOf(start))
    if (user !== '') indexKeys.push(keys.userOf(user))
    if (indexKeys.length > 0) await index?.drop(indexKeys, key)
  }

  /** The keys of the calls that all these sessions take: of the bucket, and some of its sessions. */
  #inBuckets(sessionKeys: readonly string[]): readonly (readonly string[])[] {
    const buckets = new Map<string, string[]>()
    for (const key of sessionKeys) {
      const expiry = this.#setting.keys.expiryOf(key)
      buckets.set(expiry, [...(buckets.get(expiry) ?? []), key])
    }
    return [...buckets].flatMap(([expiry, keys]) =>
      keys.flatMap((_key, place) =>
        place % mostAtOnce === 0 ? [[expiry, ...keys.slice(place, place + mostAtOnce)]] : [],
      ),
    )
  }
}
