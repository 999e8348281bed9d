import { measure } from './measure.ts'
import type { Scenario } from './scenario.ts'

/** So many visitors come in one moment, as after a restart of the server. */
export const attachStorm = (size: number): Scenario => ({
  name: `${size} visitors come at once`,
  figures: {
    'all are there': { unit: 'ms', better: 'less' },
    'server CPU': { unit: 'ms', better: 'less' },
  },
  when: 'each round',
  async run(stage) {
    const come = async () => void (await Promise.all(Array.from({ length: stage.few(size) }, () => stage.visit())))
    await come() // so that all code has run
    const { ms, serverCpuMs } = await measure(stage, come)
    return { 'all are there': ms, 'server CPU': serverCpuMs }
  },
})
