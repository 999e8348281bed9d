import { expect, it } from 'vitest'
import { systemClock } from '@chat-transport/core'
import { replayClock } from '../../src/index.ts'

const turn = () => new Promise<void>((resolve) => systemClock.after(5, resolve))

it('stands still by itself, whatever waits on it', async () => {
  const clock = replayClock()
  const ran: string[] = []
  clock.after(10, () => ran.push('timer'))
  await turn()
  expect([clock.monotonic(), ran]).toEqual([0, []])
})

it('passes at once to where it has to hurry to, and runs what is due before, in order', async () => {
  const clock = replayClock()
  const ran: string[] = []
  const note = (name: string) => () => ran.push(`${name} at ${clock.monotonic()}`)
  clock.after(60_000, note('later'))
  clock.after(20_000, note('second'))
  clock.after(10_000, () => {
    note('first')()
    clock.after(5_000, note('armed on the way'))
  })
  const cancel = clock.after(15_000, note('cancelled'))
  cancel()
  const startedAt = clock.now()
  await new Promise<void>((resolve) => clock.hurry(30_000, resolve))
  expect(ran).toEqual(['first at 10000', 'armed on the way at 15000', 'second at 20000'])
  expect(clock.now() - startedAt).toBe(30_000)
})

it('stops hurrying when that is called off', async () => {
  const clock = replayClock()
  const cancel = clock.hurry(1_000, () => undefined)
  clock.after(10, cancel)
  clock.after(500, () => undefined)
  await turn()
  await turn()
  expect(clock.monotonic()).toBe(10)
})
