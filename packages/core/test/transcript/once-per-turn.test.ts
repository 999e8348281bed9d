import { expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { oncePerTurn } from '../../src/transcript/once-per-turn.ts'

it('runs once for all calls of a turn, after it, and again for those of the next', async () => {
  let runs = 0
  const run = oncePerTurn(() => void runs++)
  run()
  run()
  expect(runs).toBe(0)
  await settle()
  expect(runs).toBe(1)
  run()
  await settle()
  expect(runs).toBe(2)
})
