import { setTimeout as pass } from 'node:timers/promises'
import { nextText, timeOf } from './measure.ts'
import type { Scenario } from './scenario.ts'

const outageMs = 5_000

/** The network is gone for a while; meanwhile the visitor says something. */
export const networkBack: Scenario = {
  name: 'the network is back',
  figures: { 'first message': { unit: 'ms after an outage of 5 s', better: 'less', chart: true } },
  isLong: true,
  async run(stage) {
    const proxy = await stage.proxy()
    const visitor = await stage.visit(proxy)
    await visitor.say(nextText())
    proxy.cut()
    await pass(stage.few(outageMs / 2))
    const said = visitor.say(nextText())
    said.catch(() => undefined) // for the client that gives it up at once
    await pass(stage.few(outageMs / 2))
    proxy.restore()
    return { 'first message': await timeOf(said, stage.few(60_000)) }
  },
}
