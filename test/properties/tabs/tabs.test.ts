import { expect, it } from 'vitest'
import { tabWorld } from '../../../packages/tabs/test/support/tab-world.ts'
import { chance } from '../world/chance.ts'
import { playHistory } from './history.ts'

const runs = Number(process.env.PROPERTY_RUNS ?? 60)
const firstSeed =
  process.env.PROPERTY_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.PROPERTY_SEED ?? 1)
const stepsOfOne = 25

it(`whatever becomes of the tabs, nothing said is lost or doubled, and two never lead (${runs} histories)`, async () => {
  const total = { faults: 0, said: 0 }
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const random = chance(seed)
    const world = tabWorld({ random })
    const { wrongs, steps, faults, said } = await playHistory(world, stepsOfOne, random)
    await world.server.backend.close()
    expect(wrongs, `PROPERTY_SEED=${seed} PROPERTY_RUNS=1:\n${steps.join('\n')}`).toEqual([])
    total.faults += faults
    total.said += said
  }
  process.stdout.write(
    `${total.faults} faults of tabs in ${runs} histories from seed ${firstSeed}, ${total.said} messages said: lost 0, doubled 0, out of order 0, two leaders at once 0\n`,
  )
}, 600_000)
