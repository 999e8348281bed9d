import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { SeenLately } from '../../src/instance/seen-lately.ts'

test('what was seen is known for its time, however much comes, and is forgotten within twice as long', async () => {
  const clock = fakeClock()
  const seen = new SeenLately(clock, 1_000)
  for (const startsAt of [0, 350, 999]) {
    await clock.advance(startsAt)
    expect(seen.add(`at ${startsAt}`)).toBe(true)
    for (let passedMs = 0; passedMs < 1_000; passedMs += 100) {
      await clock.advance(100)
      seen.add(`other ${startsAt} ${passedMs}`)
      expect(seen.add(`at ${startsAt}`)).toBe(false)
    }
    await clock.advance(2_001)
    expect(seen.add(`at ${startsAt}`)).toBe(true)
  }
})
