import { expect, test } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { RequestQueue } from '../../src/long-polling/request-queue.ts'

/** Room for so many, and for more when told; whoever is let in takes a place of it. */
function startRoom(places: number) {
  const waiting: (() => void)[] = []
  let free = places
  const entered: string[] = []
  const queue = new RequestQueue(() => (free > 0 ? undefined : new Promise((resolve) => waiting.push(resolve))))
  const enter = (name: string) => {
    free -= 1
    entered.push(name)
  }
  return {
    queue,
    entered,
    come(name: string) {
      const turn = queue.turn()
      if (turn) void turn.then(() => enter(name))
      else enter(name)
    },
    async makeRoom(count: number) {
      free += count
      waiting.splice(0).forEach((resolve) => resolve())
      await settle()
    },
  }
}

test('whoever comes while there is room is let in at once', () => {
  const { come, entered } = startRoom(2)
  come('a')
  come('b')
  expect(entered).toEqual(['a', 'b'])
})

test('the others are let in in order, each when there is room again', async () => {
  const { come, entered, makeRoom } = startRoom(1)
  for (const name of ['a', 'b', 'c', 'd']) come(name)
  expect(entered).toEqual(['a'])
  await makeRoom(1)
  expect(entered).toEqual(['a', 'b'])
  await makeRoom(1)
  come('e')
  await makeRoom(2)
  expect(entered).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('whoever comes later does not pass those who wait, also when there is room', async () => {
  const { come, entered, makeRoom } = startRoom(0)
  come('a')
  const room = makeRoom(2)
  come('b')
  await room
  expect(entered).toEqual(['a', 'b'])
})

test('whoever is not ready yet is waited for', async () => {
  const { queue, come, entered } = startRoom(2)
  let prepare = () => undefined as void
  const ready = new Promise<void>((resolve) => (prepare = resolve))
  const turn = queue.turn(ready)
  void turn?.then(() => entered.push('slow'))
  come('fast')
  await settle()
  expect(entered).toEqual([])
  prepare()
  await settle()
  expect(entered).toEqual(['slow', 'fast'])
})

test('only so many may wait', async () => {
  const { come, queue, makeRoom } = startRoom(0)
  for (let count = 0; count < 7; count++) come('one of many')
  expect(queue.isFull).toBe(false)
  come('the last')
  expect(queue.isFull).toBe(true)
  await makeRoom(1)
  expect(queue.isFull).toBe(false)
})
