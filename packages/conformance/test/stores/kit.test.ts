import { memorySessionStore, type SessionStore } from '@chat-transport/backend'
import {
  defineStoreTests,
  formatStoreReport,
  runStoreConformance,
  storeCases,
  type StoreHarness,
} from '@chat-transport/conformance/stores'
import { describe, expect, it } from 'vitest'
import { durableStore } from '../broken-stores/durable-store.ts'

const inMemory: StoreHarness = { name: 'in memory', createStore: () => memorySessionStore() }
const verdictsOf = async (harness: StoreHarness) => {
  const report = await runStoreConformance(harness, { deadlineMs: 1_000 })
  return { report, verdicts: new Set(report.cases.map(({ verdict }) => verdict)) }
}

/** Answers every call with what says nothing. */
const idleStore = (): SessionStore => ({
  create: async (record, { visitor }, { device }) => ({
    record,
    visitor,
    devices: [device],
    first: 1,
    head: 1,
    reads: [],
  }),
  find: async () => undefined,
  claim: async () => ({ outcome: 'unknown' }),
  append: async () => ({ outcome: 'unknown' }),
  committed: async () => undefined,
  read: async () => [],
  markRead: async () => false,
  remove: async () => undefined,
})

describe('a report of the kit for stores', () => {
  it('says what was not tried, and why', async () => {
    const { report } = await verdictsOf(inMemory)
    expect(report.passed).toBe(true)
    const untried = report.rules.filter(({ verdict }) => verdict === 'not offered').map(({ rule }) => rule)
    expect(untried).toEqual(['S19', 'S20', 'S23', 'S24', 'S25', 'S28', 'S29'])
    const text = formatStoreReport(report)
    expect(text).toContain('in memory: Every rule is kept.')
    expect(text).toContain('Why: the harness has no `reopen`')
    expect(text).toContain('Why: the harness has no `connect`')
    expect(text).toContain('Why: the store has no `expiry`')
    expect(text).toContain('Why: the store has no `bus`')
  })

  it('is plain JSON', async () => {
    const { report } = await verdictsOf({ ...inMemory, createStore: idleStore })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report.passed).toBe(false)
  })

  it('says of a failure what was expected, what was seen, and which calls came before', async () => {
    const { report } = await verdictsOf({ ...inMemory, createStore: idleStore })
    const text = formatStoreReport(report)
    expect(text).toContain('S1/found failed: finds the session by its id, as it was made')
    expect(text).toContain('Seen: the session is not found')
    expect(text).toMatch(/store: create\(\{"id":"session-/)
  })

  it('blames no rule when the harness gives the same store again', async () => {
    const store = memorySessionStore()
    const { report, verdicts } = await verdictsOf({ ...inMemory, createStore: () => store })
    expect([...verdicts]).toEqual(['harness error'])
    expect(report.harness.mend).toBe('createStore() of the harness gave a store that it has given before')
  })

  it('blames no rule when stores are not empty', async () => {
    const store = memorySessionStore()
    const { report, verdicts } = await verdictsOf({ ...inMemory, createStore: () => ({ ...store }) })
    expect([...verdicts]).toEqual(['harness error'])
    expect(report.harness.mend).toContain(
      'the session of one store, looked for in the next that createStore() has made',
    )
  })

  it('blames no rule when a restart gives the store that was there before, or closing fails', async () => {
    const { report } = await verdictsOf({ ...inMemory, reopen: (store) => store })
    const restarts = report.cases.filter(({ rule }) => rule === 'S24')
    expect(new Set(restarts.map(({ verdict }) => verdict))).toEqual(new Set(['harness error']))
    const closing = await verdictsOf({ ...inMemory, close: () => Promise.reject(new Error('still open')) })
    expect(closing.report.cases[0]).toMatchObject({
      verdict: 'harness error',
      because: 'close() of the harness failed: Error: still open',
    })
  })

  it('blames a call that is never answered', async () => {
    const createStore = () => ({ ...memorySessionStore(), find: () => new Promise<never>(() => undefined) })
    const report = await runStoreConformance({ ...inMemory, createStore }, { deadlineMs: 20 })
    const found = report.cases.find(({ id }) => id === 'S1/found')
    expect(found).toMatchObject({ verdict: 'failed', because: 'find() was not answered within 20 ms' })
  })
})

describe('the kit for stores', () => {
  it('closes every store that it was given and has not reopened', async () => {
    const open = new Set<SessionStore>()
    const { createStore, reopen, connect, name } = durableStore('counted')
    const opened = async (store: SessionStore | Promise<SessionStore> | undefined) => {
      const given = await store
      if (!given) throw new Error('the harness can do all of it')
      open.add(given)
      return given
    }
    const harness: StoreHarness = {
      name,
      createStore: () => opened(createStore()),
      async reopen(store) {
        open.delete(store)
        return opened(reopen?.(store))
      },
      connect: (store) => opened(connect?.(store)),
      close: (store) => void open.delete(store),
    }
    const report = await runStoreConformance(harness)
    expect(report.passed, formatStoreReport(report)).toBe(true)
    expect(open.size).toBe(0)
  })

  it('names what is wrong in a harness or an option', async () => {
    await expect(runStoreConformance({ name: 'none' } as never)).rejects.toThrow(
      'harness createStore: expected a function',
    )
    await expect(runStoreConformance({ ...inMemory, reopen: 1 as never })).rejects.toThrow('harness reopen:')
    await expect(runStoreConformance(inMemory, { deadlineMs: 0 })).rejects.toThrow(
      'createStoreJudge deadlineMs: expected a number above 0, got 0',
    )
  })

  it('defines one test for each case, which is skipped when it is not offered', async () => {
    const tests = new Map<string, (this: unknown, ...args: unknown[]) => Promise<void>>()
    const runner = {
      describe: (_name: string, define: () => void) => define(),
      it: (name: string, run: () => Promise<void>) => tests.set(name, run),
    }
    defineStoreTests(inMemory, runner)
    expect([...tests.keys()]).toEqual(storeCases.map(({ id, title }) => `${id}: ${title}`))
    const skipped: unknown[] = []
    const [, seen] = [...tests].find(([name]) => name.startsWith('S25/seen')) ?? []
    await seen?.call(undefined, { skip: (why: unknown) => skipped.push(why) })
    expect(skipped).toEqual(['the harness has no `connect`: the store is for one process at a time'])
  })
})
