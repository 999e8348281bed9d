import { createJudge, type ConformanceCase } from '@chat-transport/conformance'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

const names = ['unhandledRejection', 'uncaughtException']

/** The runner's own listeners, which would call the test failed. */
const others = new Map<string, readonly (() => void)[]>()
beforeEach(() => {
  for (const name of names) {
    others.set(name, process.rawListeners(name as 'exit') as (() => void)[])
    process.removeAllListeners(name)
  }
})
afterEach(() => {
  for (const [name, listeners] of others) for (const listener of listeners) process.on(name, listener)
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
      'an error was thrown, or a promise rejected, and nobody takes it: "detached". Pages show it, and Node ends the process',
  }
  expect(await judged(async () => void Promise.reject('detached'))).toMatchObject(failed)
  expect(await judged(async ({ onEnd }) => onEnd(() => void Promise.reject('detached')))).toMatchObject(failed)
})

it('a case fails by an error that is thrown where nobody catches it', async () => {
  const thrown = judged(async () => {
    setTimeout(() => {
      throw new TypeError('late')
    }, 0)
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
  expect((await thrown).because).toContain('nobody takes it: TypeError: late')
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
  expect(names.map((name) => process.listenerCount(name))).toEqual([0, 0])
})
