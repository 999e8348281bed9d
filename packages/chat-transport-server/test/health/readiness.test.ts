import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { ReadinessCheck } from '../../src/health/readiness.ts'

const storeTimeoutMs = 5_000
const ready = { isReady: true }
const silent = { isReady: false, reason: 'the session store does not answer' }

function checkOf(find: () => Promise<undefined>) {
  const clock = fakeClock()
  let asked = 0
  const store = { find: () => ((asked += 1), find()) }
  return { clock, asked: () => asked, check: new ReadinessCheck({ store, storeTimeoutMs, clock }) }
}

test('a server is ready when its store answers', async () => {
  const { check, clock } = checkOf(async () => undefined)
  expect(await check.check()).toEqual(ready)
  expect(clock.pending).toBe(0)
})

test('it is not when the store fails, or does not answer in time', async () => {
  expect(await checkOf(() => Promise.reject(new Error('no disk'))).check.check()).toEqual(silent)
  const { check, clock } = checkOf(() => new Promise(() => undefined))
  const answer = check.check()
  await clock.advance(storeTimeoutMs)
  expect(await answer).toEqual(silent)
})

test('however often it is asked, the store is asked once a second', async () => {
  const { check, clock, asked } = checkOf(async () => undefined)
  await Promise.all(Array.from({ length: 100 }, () => check.check()))
  expect(asked()).toBe(1)
  await clock.advance(1_000)
  await check.check()
  expect(asked()).toBe(2)
})

test('a server that drains is not ready, whatever the store says', async () => {
  const { check } = checkOf(async () => undefined)
  await check.check()
  check.drain()
  expect(await check.check()).toEqual({ isReady: false, reason: 'the server is shutting down' })
})
