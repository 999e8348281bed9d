import { expect, it } from 'vitest'
import { IdleMap } from '../../src/visitor/idle-map.ts'

it('forgets what is idle, and nothing else, however many keys there are', () => {
  const map = new IdleMap(() => ({ isIdle: true as boolean }))
  const busy = map.of('busy')
  busy.isIdle = false
  for (let number = 0; number < 10_000; number++) map.of(`key ${number}`)
  expect(map.size).toBeLessThan(2_100)
  expect(map.of('busy')).toBe(busy)
})
