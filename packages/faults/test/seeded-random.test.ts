import { expect, it } from 'vitest'
import { seededRandom } from '../src/seeded-random.ts'

const numbers = (seed: number, count = 1000) => Array.from({ length: count }, seededRandom(seed))

it('gives the same numbers for the same seed, and others for another', () => {
  expect(numbers(7)).toEqual(numbers(7))
  expect(numbers(7)).not.toEqual(numbers(8))
})

it('gives numbers from 0 to 1, spread evenly', () => {
  const given = numbers(1, 10_000)
  expect(given.every((number) => number >= 0 && number < 1)).toBe(true)
  const tenths = Array.from({ length: 10 }, (_, tenth) => given.filter((n) => Math.floor(n * 10) === tenth).length)
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
