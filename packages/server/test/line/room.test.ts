import { expect, test } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { RoomWaiters, untilRoom } from '../../src/line/room.ts'

/** A store for two entries, and what was resumed because it had room. */
function startStore(held: number) {
  let count = held
  const waiters = new RoomWaiters(() => count >= 2)
  const resumed: string[] = []
  return {
    waiters,
    resumed,
    wait: (name: string) => void untilRoom(waiters.room).then(() => resumed.push(name)),
    fill: () => (count = 2),
    async remove(removed: number) {
      count -= removed
      waiters.removed()
      await settle()
    },
  }
}

test('while there is room, nobody waits', () => {
  expect(startStore(1).waiters.room()).toBeUndefined()
})

test('while it is full, everybody waits, and all are resumed when there is room', async () => {
  const { wait, remove, resumed } = startStore(3)
  wait('a')
  wait('b')
  await remove(1)
  expect(resumed).toEqual([])
  await remove(1)
  expect(resumed).toEqual(['a', 'b'])
})

test('if it is full again when the waiter is resumed, it waits again', async () => {
  const { waiters, wait, fill, remove, resumed } = startStore(2)
  void waiters.room()?.then(fill)
  wait('a')
  await remove(1)
  expect(resumed).toEqual([])
  await remove(1)
  expect(resumed).toEqual(['a'])
})
