import type { SessionStore, StoreExpiry } from './session-store.ts'

/** A call of a session store, by its name. */
export type StoreCall = Exclude<keyof SessionStore, 'expiry' | 'bus'> | keyof StoreExpiry

/** Called for each call of a store: `run` carries it out. */
export type AroundStoreCall = <Result>(call: StoreCall, run: () => Promise<Result>) => Promise<Result>

/** A store that has an `expiry` where `Store` has one. */
export type WrappedStore<Store extends SessionStore> = SessionStore &
  (Store extends { readonly expiry: StoreExpiry } ? { readonly expiry: StoreExpiry } : unknown)

/** A store whose every call, but those of its bus, goes through `around`: to measure it, to bound its time, to have it fail. */
export function wrapStore<Store extends SessionStore>(store: Store, around: AroundStoreCall): WrappedStore<Store> {
  const { bus, expiry } = store
  const wrapped: SessionStore = {
    create: (record, joined, claim) => around('create', () => store.create(record, joined, claim)),
    find: (sessionId) => around('find', () => store.find(sessionId)),
    claim: (sessionId, claim) => around('claim', () => store.claim(sessionId, claim)),
    append: (sessionId, event) => around('append', () => store.append(sessionId, event)),
    committed: (sessionId, commandId) => around('committed', () => store.committed(sessionId, commandId)),
    read: (sessionId, after, maxBytes) => around('read', () => store.read(sessionId, after, maxBytes)),
    markRead: (sessionId, mark) => around('markRead', () => store.markRead(sessionId, mark)),
    remove: (sessionId) => around('remove', () => store.remove(sessionId)),
    ...(bus && { bus }),
    ...(expiry && {
      expiry: {
        renew: (sessionIds, expiresAt) => around('renew', () => expiry.renew(sessionIds, expiresAt)),
        removeExpired: (now, limit) => around('removeExpired', () => expiry.removeExpired(now, limit)),
      },
    }),
  }
  return wrapped as WrappedStore<Store>
}
