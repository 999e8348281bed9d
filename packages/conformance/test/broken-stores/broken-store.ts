import type { SessionStore, StoredSession } from '@chat-transport/backend'
import type { StoreRuleId } from '@chat-transport/conformance/stores'
import type { ConnectionSetting, StoreBug } from './durable-store.ts'
import type { ExpiryRules } from './expiring-store.ts'

/** A store that breaks one rule, and no other. */
export interface BrokenStore {
  readonly rule: StoreRuleId
  readonly name: string
  /** What it does wrong. Completes the sentence "the store …". */
  readonly bug: string
  /** Made anew for each store. */
  make(): StoreBug
}

type Told = readonly [rule: StoreRuleId, name: string, bug: string]
type Changes = Partial<SessionStore>

/** What the store keeps is wrong. */
export const keeps = ([rule, name, bug]: Told, change: (store: SessionStore) => Changes): BrokenStore => ({
  rule,
  name,
  bug,
  make: () => ({ kept: (store) => ({ ...store, ...change(store) }) }),
})

/** A connection to the store is wrong: calls overlap, and what it remembers ends with it. */
export const connects = (
  [rule, name, bug]: Told,
  change: (store: SessionStore, setting: ConnectionSetting) => Changes,
): BrokenStore => ({
  rule,
  name,
  bug,
  make: () => ({ connection: (store, setting) => ({ ...store, ...change(store, setting) }) }),
})

/** When its sessions expire is wrong. */
export const expires = ([rule, name, bug]: Told, expiry: Partial<ExpiryRules>): BrokenStore => ({
  rule,
  name,
  bug,
  make: () => ({ expiry }),
})

/** Changes every session that the store answers with. */
export const answering = (
  store: SessionStore,
  change: (session: StoredSession) => StoredSession,
): Pick<SessionStore, 'create' | 'find' | 'claim'> => ({
  create: async (record, joined, claim) => change(await store.create(record, joined, claim)),
  async find(sessionId) {
    const session = await store.find(sessionId)
    return session && change(session)
  },
  async claim(sessionId, claim) {
    const claimed = await store.claim(sessionId, claim)
    return 'session' in claimed ? { ...claimed, session: change(claimed.session) } : claimed
  },
})

/** The same object without one of its fields. */
export const without = <Value extends object, Name extends keyof Value>(value: Value, name: Name): Omit<Value, Name> =>
  Object.fromEntries(Object.entries(value).filter(([each]) => each !== name)) as unknown as Omit<Value, Name>

/** How many calls are under way. */
export function counting() {
  let underWay = 0
  return {
    get underWay() {
      return underWay
    },
    async during<Result>(run: () => Promise<Result>): Promise<Result> {
      underWay += 1
      try {
        return await run()
      } finally {
        underWay -= 1
      }
    },
  }
}
