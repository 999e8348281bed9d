import { memorySessionStore } from '@chat-transport/backend'
import { createStoreJudge, type StoreCase } from '@chat-transport/conformance/stores'
import { afterEach, beforeEach, expect, it } from 'vitest'

const name = 'unhandledRejection'

/** The runner's own listeners, which would call the test failed. */
let others: readonly (() => void)[] = []
beforeEach(() => {
  others = process.rawListeners(name) as (() => void)[]
  process.removeAllListeners(name)
})
afterEach(() => {
  for (const listener of others) process.on(name, listener)
})

const judged = (run: StoreCase['run'], changes: Partial<StoreCase> = {}) =>
  createStoreJudge({ name: 'in memory', createStore: () => memorySessionStore() }).judge({
    id: 'S1/one',
    rule: 'S1',
    title: 'is tried',
    requires: [],
    tries: ['find'],
    run,
    ...changes,
  })

it('a case passes when the store has answered what the case is about', async () => {
  const report = await judged(async (context) => void (await (await context.store()).find('nobody')))
  expect(report.verdict).toBe('passed')
})

it('a case in which the store was asked nothing has tested nothing', async () => {
  expect(await judged(async (context) => void (await context.store()))).toMatchObject({
    verdict: 'harness error',
    because: 'the case has tested nothing: the store has answered no find',
  })
})

it('a case in which too few calls were under way has tested nothing', async () => {
  const run: StoreCase['run'] = async (context) => {
    const store = await context.store()
    await Promise.all([store.find('one'), store.find('another')])
  }
  expect((await judged(run, { atOnce: 2 })).verdict).toBe('passed')
  expect(await judged(run, { atOnce: 3 })).toMatchObject({
    verdict: 'harness error',
    because: 'the case has tested nothing: only 2 calls were under way at the same time',
  })
})

it('a case fails by a promise that the store has rejected while nobody waits for it', async () => {
  const report = await judged(async (context) => {
    await (await context.store()).find('nobody')
    void Promise.reject(new Error('detached'))
  })
  expect(report).toMatchObject({
    verdict: 'failed',
    because: 'nobody takes an error, for which Node ends: Error: detached',
  })
})

it('a case that fails says why, with the calls before', async () => {
  const report = await judged(async (context) => {
    await (await context.store()).find('nobody')
    throw new Error('as it is')
  })
  expect(report).toMatchObject({ verdict: 'failed', because: 'Error: as it is' })
  expect(report.trace?.map(({ what }) => what)).toEqual(['createStore()', 'find("nobody")', 'find answers undefined'])
})
