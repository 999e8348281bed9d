import type { SessionStore } from '@chat-transport/backend'
import { checkOptions, guards } from '@chat-transport/core'

type Awaitable<Value> = Value | Promise<Value>

/** The store under test: how to make one, and what else it can do. */
export interface StoreHarness {
  /** The name in the report. */
  readonly name: string
  /** Makes an empty store. Each case makes its own; several may be open at the same time. */
  createStore(): Awaitable<SessionStore>
  /**
   * What a restart of the process does: ends this store, also while calls are under way, and opens what it has kept. Of a store that
   * outlives its process. Calls under way may be answered, or reject.
   */
  reopen?(store: SessionStore): Awaitable<SessionStore>
  /** Another connection to the same store, as another process has it. Of a store for several processes. */
  connect?(store: SessionStore): Awaitable<SessionStore>
  /** Called with every store that the kit has been given and has not reopened, when its case is over. */
  close?(store: SessionStore): Awaitable<void>
}

/** Throws a `TypeError` that names what is wrong in a harness. */
export function checkStoreHarness(harness: StoreHarness): void {
  checkOptions('harness', harness, {
    name: guards.string,
    createStore: guards.aFunction,
    reopen: guards.optional(guards.aFunction),
    connect: guards.optional(guards.aFunction),
    close: guards.optional(guards.aFunction),
  })
}
