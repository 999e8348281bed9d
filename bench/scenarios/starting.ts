import type { FaultProxy } from '../../test/support/fault-proxy.ts'
import { quantile, timeOf } from './measure.ts'
import type { Scenario, Stage } from './scenario.ts'

const nearMs = 50
const farMs = 200

/** From nothing to a visitor who may say something, on lines of different length. */
export const starting: Scenario = {
  name: 'a session starts',
  figures: {
    'at once': { unit: 'ms', better: 'less' },
    [`${nearMs} ms there and back`]: { unit: 'ms', better: 'less' },
    [`${farMs} ms there and back`]: { unit: 'ms', better: 'less' },
    'round trips': { unit: 'there and back, but for those of TCP', better: 'less', chart: true },
  },
  when: 'each round',
  async run(stage) {
    const proxy = await stage.proxy()
    await startMs(stage, proxy, 0) // so that all code has run
    const [here, near, far] = [
      await startMs(stage, proxy, 0),
      await startMs(stage, proxy, nearMs),
      await startMs(stage, proxy, farMs),
    ]
    const distanceMs = stage.few(farMs)
    return {
      'at once': here,
      [`${nearMs} ms there and back`]: near,
      [`${farMs} ms there and back`]: far,
      'round trips': Math.round((far - here) / distanceMs),
    }
  },
}

/** The median of a few starts. */
async function startMs(stage: Stage, proxy: FaultProxy, distanceMs: number): Promise<number> {
  proxy.delay(stage.few(distanceMs) / 2)
  const times: number[] = []
  for (let time = 0; time < 3; time++) times.push(await timeOf(stage.visit(proxy)))
  return quantile(times, 0.5)
}
