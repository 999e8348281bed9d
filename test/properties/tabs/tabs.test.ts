import { expect, it } from 'vitest'
import { tabWorld } from '../../../packages/tabs/test/support/tab-world.ts'
import { chance } from '../world/chance.ts'
import { playHistory } from './history.ts'

const runs = Number(process.env.PROPERTY_RUNS ?? 60)
const firstSeed = Number(process.env.PROPERTY_SEED ?? 1)
const stepsOfOne = 25

it(`whatever becomes of the tabs, nothing said is lost or doubled, and two never lead (${runs} histories)`, async () => {
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const random = chance(seed)
    const world = tabWorld({ random })
    const { wrongs, steps } = await playHistory(world, stepsOfOne, random)
    await world.backend.close()
    expect(wrongs, `seed ${seed}:\n${steps.join('\n')}`).toEqual([])
  }
}, 600_000)
