import { expect, test } from 'vitest'
import { OldestGivesWay } from '../../src/line/oldest-gives-way.ts'

test('beyond the bound the oldest is ended, at once and only once', () => {
  const held = new OldestGivesWay(2)
  const ended: string[] = []
  const places = ['a', 'b', 'c', 'd'].map((name) => held.add(() => ended.push(name)))
  expect(ended).toEqual(['a', 'b'])
  for (const giveBack of places) giveBack()
  expect(held.isIdle).toBe(true)
})

test('a place that was given back is free', () => {
  const held = new OldestGivesWay(2)
  const ended: string[] = []
  const [, giveBack] = ['a', 'b'].map((name) => held.add(() => ended.push(name)))
  giveBack?.()
  held.add(() => ended.push('c'))
  expect(ended).toEqual([])
})
