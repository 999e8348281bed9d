import type { SessionStore, StoreCall } from '@chat-transport/backend'
import { systemClock } from '@chat-transport/core'
import { ConformanceFailure, HarnessError, inspect, NotOffered } from '../../case/outcome.ts'
import { createTrace, type Trace } from '../../case/trace.ts'
import { within } from '../../run/within.ts'
import type { StoreHarness } from '../store-harness.ts'
import { Ears } from './ears.ts'
import type { StoreCase, StoreCaseContext } from './store-case.ts'
import { tracedStore } from './traced-store.ts'

/** The context of one case, what the case has tried, and the stores that it has opened. */
export class OpenStoreContext implements StoreCaseContext {
  readonly trace: Trace = createTrace(systemClock)
  readonly #harness: StoreHarness
  readonly #deadlineMs: number
  /** The harness's own stores, by the traced ones that cases have. */
  readonly #open = new Map<SessionStore, SessionStore>()
  readonly #answered = new Set<StoreCall>()
  #underWay = 0
  #mostAtOnce = 0
  #state: 'open' | 'over' = 'open'

  constructor(harness: StoreHarness, deadlineMs: number) {
    this.#harness = harness
    this.#deadlineMs = deadlineMs
  }

  async store(): Promise<SessionStore> {
    return this.#opened('createStore()', () => this.#harness.createStore())
  }

  async reopen(store: SessionStore): Promise<SessionStore> {
    const { reopen } = this.#harness
    if (!reopen)
      throw new NotOffered('the harness has no `reopen`: nothing is known of what the store keeps over a restart')
    const own = this.#ownOf(store)
    this.#open.delete(store)
    return this.#opened('reopen()', () => reopen.call(this.#harness, own), own)
  }

  async connect(store: SessionStore): Promise<SessionStore> {
    const { connect } = this.#harness
    if (!connect) throw new NotOffered('the harness has no `connect`: the store is for one process at a time')
    const own = this.#ownOf(store)
    return this.#opened('connect()', () => connect.call(this.#harness, own), own)
  }

  async listen(store: SessionStore, sessionId: string): Promise<Ears> {
    const ears = new Ears({ trace: this.trace, deadlineMs: this.#deadlineMs })
    await ears.listen(store, sessionId)
    return ears
  }

  expiryOf({ expiry }: SessionStore) {
    if (expiry) return expiry
    throw new NotOffered('the store has no `expiry`: what a back end leaves in it when it goes stays there')
  }

  /** What the case has to have tried and has not, as a sentence. */
  untried({ tries, atOnce = 1 }: StoreCase): string | undefined {
    const missing = tries.filter((call) => !this.#answered.has(call))
    if (missing.length > 0) return `the store has answered no ${missing.join(', ')}`
    return this.#mostAtOnce < atOnce ? `only ${this.#mostAtOnce} calls were under way at the same time` : undefined
  }

  /** Closes every store that is open. Resolves with what went wrong. */
  async close(): Promise<string | undefined> {
    this.#state = 'over'
    const closing = [...this.#open.values()].map((own) =>
      within(
        this.#deadlineMs,
        async () => this.#harness.close?.(own),
        (ms) => new HarnessError(`it was not over after ${ms} ms`),
      ),
    )
    const failed = (await Promise.allSettled(closing)).find(({ status }) => status === 'rejected')
    return failed && `close() of the harness failed: ${inspect((failed as PromiseRejectedResult).reason)}`
  }

  async #opened(
    what: string,
    open: () => SessionStore | Promise<SessionStore>,
    earlier?: SessionStore,
  ): Promise<SessionStore> {
    this.#mustGoOn()
    this.trace.note('harness', what)
    const own = await within(
      this.#deadlineMs,
      async () => open(),
      (ms) => new HarnessError(`${what} of the harness was not over after ${ms} ms`),
    ).catch((cause: unknown) => {
      throw cause instanceof HarnessError ? cause : new HarnessError(`${what} of the harness failed: ${inspect(cause)}`)
    })
    if (own === earlier || [...this.#open.values()].includes(own))
      throw new HarnessError(`${what} of the harness gave a store that it has given before`)
    const traced = tracedStore(own, (call, args, run) => this.#carryOut(call, args, run))
    this.#open.set(traced, own)
    return traced
  }

  async #carryOut(call: StoreCall, args: readonly unknown[], run: () => Promise<unknown>): Promise<unknown> {
    this.#mustGoOn()
    this.trace.note('store', `${call}(${args.map(brief).join(', ')})`)
    this.#mostAtOnce = Math.max(this.#mostAtOnce, ++this.#underWay)
    try {
      const result = await within(this.#deadlineMs, run, (ms) => new ConformanceFailure(notAnswered(call, ms)))
      this.#answered.add(call)
      this.trace.note('store', `${call} answers ${brief(result)}`)
      return result
    } catch (cause) {
      this.trace.note('store', `${call} rejects:`, cause)
      throw cause
    } finally {
      this.#underWay -= 1
    }
  }

  #ownOf(store: SessionStore): SessionStore {
    const own = this.#open.get(store)
    if (!own) throw new Error('the case has given back a store that it does not have')
    return own
  }

  #mustGoOn(): void {
    if (this.#state === 'over') throw new ConformanceFailure('the case is over')
  }
}

const notAnswered = (call: StoreCall, ms: number) => `${call}() was not answered within ${ms} ms`

const longestText = 100
const mostItems = 20

/** As `inspect`, with long texts and lists cut before they are looked at. */
const brief = (value: unknown): string => inspect(value, shortened)

function shortened(value: unknown): unknown {
  if (typeof value === 'string' && value.length > longestText) return `${value.slice(0, longestText)}…`
  return Array.isArray(value) && value.length > mostItems ? [...value.slice(0, mostItems), '…'] : value
}
