import { systemClock } from '@chat-transport/core'
import { expect, it } from 'vitest'
import { countingClock } from '../../src/case/counting-clock.ts'

it('runs the timers that fall due while it is moved on, each at its time', () => {
  const clock = countingClock(systemClock)
  const startedAt = clock.now()
  const ran: string[] = []
  const note = (name: string) => ran.push(`${name} after ${Math.round((clock.now() - startedAt) / 1000)} s`)
  clock.after(50_000, () => note('second'))
  const cancel = clock.after(40_000, () => note('canceled'))
  clock.after(30_000, () => {
    note('first')
    cancel()
  })
  clock.after(70_000, () => note('later'))
  clock.skip(60_000)
  expect(ran).toEqual(['first after 30 s', 'second after 50 s'])
  expect(clock.pending).toBe(1)
  clock.skip(10_000)
  expect(ran.at(-1)).toBe('later after 70 s')
  expect(clock.pending).toBe(0)
})

it('runs a timer whose time has nearly come soon afterwards', async () => {
  const clock = countingClock(systemClock)
  await new Promise<void>((resolve) => {
    clock.after(60_000, resolve)
    clock.skip(59_999)
  })
  expect(clock.pending).toBe(0)
})
