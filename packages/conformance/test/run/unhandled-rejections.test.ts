import { createJudge, type ConformanceCase } from '@chat-transport/conformance'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

/** The runner's own, which would call the test failed. */
let others: NodeJS.UnhandledRejectionListener[] = []
beforeEach(() => {
  others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
})
afterEach(() => {
  for (const listener of others) process.on('unhandledRejection', listener)
})

const judged = (run: ConformanceCase['run']) =>
  createJudge(memoryHarness(), { deadlineMs: 50 }).judge({
    id: 'L4/one',
    rule: 'L4',
    title: 'is tried',
    beforeSelfTest: true,
    run,
  })

it('a case fails by a promise that is rejected while nobody waits for it, also when it is cleaned up', async () => {
  const failed = {
    verdict: 'failed',
    because:
      'a promise was rejected and nobody waits for it: "detached". Pages show it as an error, and Node ends the process',
  }
  expect(await judged(async () => void Promise.reject('detached'))).toMatchObject(failed)
  expect(await judged(async ({ onEnd }) => onEnd(() => void Promise.reject('detached')))).toMatchObject(failed)
})

it('a case that fails says why it does, whatever else is rejected', async () => {
  const report = await judged(async () => {
    void Promise.reject('detached')
    throw new Error('as it is')
  })
  expect(report.because).toBe('Error: as it is')
})

it('nothing is heard of the next case, and nothing is left to hear it', async () => {
  await judged(async () => void Promise.reject('detached'))
  expect((await judged(async () => undefined)).verdict).toBe('passed')
  expect(process.listenerCount('unhandledRejection')).toBe(0)
})
