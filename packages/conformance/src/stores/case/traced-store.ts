import type { SessionStore, StoreCall, StoreExpiry } from '@chat-transport/backend'

/** Carries out one call of a store. */
export type CarryOut = (call: StoreCall, args: readonly unknown[], run: () => Promise<unknown>) => Promise<unknown>

const calls = ['create', 'find', 'claim', 'append', 'committed', 'read', 'markRead', 'remove'] as const
const expiryCalls = ['renew', 'removeExpired'] as const

/** The same store, whose every call goes through `carryOut`, with its arguments. */
export function tracedStore(store: SessionStore, carryOut: CarryOut): SessionStore {
  const { bus, expiry } = store
  const around = <Target extends object>(target: Target, names: readonly (keyof Target & StoreCall)[]) =>
    Object.fromEntries(
      names.map((name) => {
        const run = target[name] as (...args: unknown[]) => Promise<unknown>
        return [name, (...args: unknown[]) => carryOut(name, args, async () => run.apply(target, args))]
      }),
    ) as unknown as Target
  return {
    ...around<SessionStore>(store, calls),
    ...(bus && { bus }),
    ...(expiry && { expiry: around<StoreExpiry>(expiry, expiryCalls) }),
  }
}
