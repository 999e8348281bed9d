import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { Absence } from '../../src/line/absence.ts'

function startWatching() {
  const clock = fakeClock()
  let noticed = 0
  const absence = new Absence({ clock, absenceTimeoutMs: 100 }, () => (noticed += 1))
  return { clock, absence, noticed: () => noticed }
}

test('a client that does not come after its answer is noticed, once', async () => {
  const { clock, absence, noticed } = startWatching()
  absence.excuse()()
  await clock.advance(99)
  expect(noticed()).toBe(0)
  await clock.advance(1)
  expect(noticed()).toBe(1)
  absence.excuse()()
  await clock.advance(1_000)
  expect(noticed()).toBe(1)
})

test('nothing is counted before the first answer', async () => {
  const { clock, noticed } = startWatching()
  await clock.advance(1_000)
  expect(noticed()).toBe(0)
})

test('a client is excused until the last of its excuses has ended, each of which ends once', async () => {
  const { clock, absence, noticed } = startWatching()
  const endOne = absence.excuse()
  const endOther = absence.excuse()
  endOne()
  endOne()
  await clock.advance(1_000)
  expect(noticed()).toBe(0)
  endOther()
  await clock.advance(100)
  expect(noticed()).toBe(1)
})

test('the time that a client was away before does not count', async () => {
  const { clock, absence, noticed } = startWatching()
  absence.excuse()()
  await clock.advance(99)
  absence.excuse()()
  await clock.advance(99)
  expect(noticed()).toBe(0)
})

test('at the end no timer is left, and none begins', async () => {
  const { clock, absence, noticed } = startWatching()
  const excused = absence.excuse()
  absence.excuse()()
  excused()
  expect(clock.pending).toBe(1)
  absence.end()
  expect(clock.pending).toBe(0)
  absence.excuse()()
  expect(clock.pending).toBe(0)
  await clock.advance(1_000)
  expect(noticed()).toBe(0)
})
