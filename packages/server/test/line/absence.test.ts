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

test('a client that has much to read is given the time that a slow line takes for it, a minute at most', async () => {
  const { clock, absence, noticed } = startWatching()
  absence.sent(8_000)
  absence.excuse()()
  await clock.advance(1_099)
  expect(noticed()).toBe(0)
  await clock.advance(1)
  expect(noticed()).toBe(1)

  const other = startWatching()
  other.absence.excuse()()
  other.absence.sent(10_000_000)
  await other.clock.advance(60_099)
  expect(other.noticed()).toBe(0)
  await other.clock.advance(1)
  expect(other.noticed()).toBe(1)
})

test('what is sent to a client that stays away does not put its absence off', async () => {
  const { clock, absence, noticed } = startWatching()
  absence.excuse()()
  for (let event = 0; event < 10; event++) {
    absence.sent(8)
    await clock.advance(11)
  }
  expect(noticed()).toBe(1)
})

test('a client that asks has read all up to our answer before, and what was sent later perhaps not', async () => {
  const { clock, absence, noticed } = startWatching()
  absence.excuse()()
  absence.sent(8_000)
  absence.asked()
  absence.excuse()()
  await clock.advance(1_000)
  expect(noticed()).toBe(0)
  absence.asked()
  absence.excuse()()
  await clock.advance(100)
  expect(noticed()).toBe(1)
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
