import { systemClock } from '@chat-transport/core'
import { expect, it } from 'vitest'
import { countingClock } from '../../src/case/counting-clock.ts'

it('moves only the wall clock on while the machine sleeps, and back when it is set back', () => {
  const clock = countingClock(systemClock)
  const [wall, monotonic] = [clock.now(), clock.monotonic()]
  clock.sleep(3_600_000)
  expect(clock.now() - wall).toBeGreaterThanOrEqual(3_600_000)
  expect(clock.monotonic() - monotonic).toBeLessThan(3_600_000)
  clock.sleep(-7_200_000)
  expect(clock.now()).toBeLessThan(wall)
})
