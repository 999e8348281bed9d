import { cpuFigures, cpuOf } from './conversation.ts'
import { measure, nextText, quantile } from './measure.ts'
import type { Scenario } from './scenario.ts'

/** One visitor, who says so much at once, `times` times. */
export const burst = (size: number, times: number): Scenario => ({
  name: `${size.toLocaleString('en')} at once`,
  figures: { rate: { unit: 'messages/s', better: 'more', chart: true }, ...cpuFigures },
  async run(stage) {
    const visitor = await stage.visit()
    const count = stage.few(size)
    const sayAll = async () => void (await Promise.all(Array.from({ length: count }, () => visitor.say(nextText()))))
    for (let time = 0; time < stage.few(times); time++) await sayAll() // so that all code has run
    const bursts = []
    for (let time = 0; time < stage.few(times); time++) bursts.push(await measure(stage, sayAll))
    const medianMs = quantile(
      bursts.map(({ ms }) => ms),
      0.5,
    )
    return { rate: (1000 * count) / medianMs, ...cpuOf(bursts, count) }
  },
})
