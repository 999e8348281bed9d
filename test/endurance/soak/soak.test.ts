import { expect, test } from 'vitest'
import { runSoak } from './run-soak.ts'
import { soakOptions } from './soak-options.ts'
import { report } from './tally.ts'

const { timeoutMs, ...options } = soakOptions(process.env)

test('random faults lose nothing, double nothing, and leave nothing behind', { timeout: timeoutMs }, async () => {
  const startedAt = performance.now()

  const tally = await runSoak(options)

  const seconds = (performance.now() - startedAt) / 1000
  console.log(
    report(tally, { seed: options.seed, seconds, over: options.wires.map((wire) => wire.join('+')).join(', ') }),
  )
  expect(tally.found).toEqual([])
  expect(tally.faultCount).toBeGreaterThanOrEqual(options.faults)
  expect(tally.messages).toBeGreaterThan(options.faults)
})
