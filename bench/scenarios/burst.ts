import { cpuFigures, cpuOf, measuredMs, warmUpMs } from './conversation.ts'
import { measure, nextText, quantile, repeat, type Passed } from './measure.ts'
import type { Scenario } from './scenario.ts'

/** One visitor, who says so much at once, again and again. */
export const burst = (size: number): Scenario => ({
  name: `${size.toLocaleString('en')} at once`,
  figures: { rate: { unit: 'messages/s', better: 'more', chart: true }, ...cpuFigures },
  when: 'each round',
  async run(stage) {
    const visitor = await stage.visit()
    const count = stage.few(size)
    const sayAll = async () => void (await Promise.all(Array.from({ length: count }, () => visitor.say(nextText()))))
    await repeat(stage.few(warmUpMs), sayAll)
    const bursts: Passed[] = []
    await repeat(stage.few(measuredMs), async () => void bursts.push(await measure(stage, sayAll)))
    const medianMs = quantile(
      bursts.map(({ ms }) => ms),
      0.5,
    )
    return { rate: (1000 * count) / medianMs, ...cpuOf(bursts, count) }
  },
})
