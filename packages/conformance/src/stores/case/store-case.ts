import type { SessionStore, StoreCall, StoreExpiry } from '@chat-transport/backend'
import type { Trace } from '../../case/trace.ts'
import type { Ears } from './ears.ts'
import type { StoreRuleId } from '../rules/store-rules.ts'

/** One requirement of a rule, and the test of it. Cases are data: any runner can give them to a `StoreJudge`. */
export interface StoreCase {
  /** Stable: `<rule>/<name>`. */
  readonly id: string
  readonly rule: StoreRuleId
  /** Completes the sentence "the store …". */
  readonly title: string
  /** Rules that the case builds on. If one of them is broken, a failure of the case says nothing. */
  readonly requires: readonly StoreRuleId[]
  /** Calls that the store must have answered before the case can pass: else it has tested nothing. */
  readonly tries: readonly StoreCall[]
  /** How many calls must have been under way at the same time, likewise. */
  readonly atOnce?: number
  /** Rejects when the rule is broken. */
  run(context: StoreCaseContext): Promise<void>
}

/** What a case works with. Every call of a store is traced, and fails the case if it takes longer than the deadline. */
export interface StoreCaseContext {
  readonly trace: Trace
  /** An empty store. */
  store(): Promise<SessionStore>
  /** The store after a restart. The one given is gone. Ends the case as not offered if the harness cannot do it. */
  reopen(store: SessionStore): Promise<SessionStore>
  /** Another connection to the store. Ends the case as not offered if the harness cannot do it. */
  connect(store: SessionStore): Promise<SessionStore>
  /** Listens to a session. Ends the case as not offered if the store tells nobody. */
  listen(store: SessionStore, sessionId: string): Promise<Ears>
  /** Ends the case as not offered if the store has none. */
  expiryOf(store: SessionStore): StoreExpiry
}
