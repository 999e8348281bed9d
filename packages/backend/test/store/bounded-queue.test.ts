import { describe, expect, it } from 'vitest'
import { BoundedQueue } from '../../src/store/bounded-queue.ts'

const sized = (bytes: number) => ({ bytes })

describe('a bounded queue', () => {
  it('counts from 1, and is empty before', () => {
    const queue = new BoundedQueue({ entries: 2, bytes: 100 })
    expect([queue.first, queue.last, queue.at(1)]).toEqual([1, 0, undefined])
    expect(queue.add(sized(10))).toEqual([])
    expect([queue.first, queue.last, queue.at(1)]).toEqual([1, 1, sized(10)])
  })

  it('gives back the oldest for which there is no room, by number or by size', () => {
    const queue = new BoundedQueue({ entries: 3, bytes: 100 })
    for (const bytes of [1, 2, 3]) queue.add(sized(bytes))
    expect(queue.add(sized(4))).toEqual([sized(1)])
    expect(queue.add(sized(94))).toEqual([sized(2), sized(3)])
    expect([queue.first, queue.last]).toEqual([4, 5])
  })

  it('keeps the newest, however large', () => {
    const queue = new BoundedQueue({ entries: 3, bytes: 100 })
    queue.add(sized(50))
    expect(queue.add(sized(500))).toEqual([sized(50)])
    expect(queue.at(2)).toEqual(sized(500))
  })

  it('finds each entry by its number, however many have gone', () => {
    const queue = new BoundedQueue<{ readonly bytes: number; readonly number: number }>({ entries: 5, bytes: 100 })
    for (let number = 1; number <= 50; number++) {
      queue.add({ bytes: number % 7 === 0 ? 60 : 10, number })
      const kept = Array.from({ length: queue.last - queue.first + 1 }, (_, place) => queue.first + place)
      expect(queue.last).toBe(number)
      expect(kept.map((each) => queue.at(each)?.number)).toEqual(kept)
      expect([queue.at(queue.first - 1), queue.at(queue.last + 1)]).toEqual([undefined, undefined])
    }
    expect(queue.first).toBeGreaterThan(40)
  })
})
