import { setTimeout as pass } from 'node:timers/promises'
import { GivenUp } from '../peers/given-up.ts'
import { nextText, timeUntil } from './measure.ts'
import type { Scenario } from './scenario.ts'

const outageMs = 5_000

/** The network is gone for a while; meanwhile the visitor says something. */
export const networkBack: Scenario = {
  name: 'the network is back',
  figures: {
    'first message': { unit: 'ms after an outage of 5 s', better: 'less', chart: true, mayStayAway: true },
  },
  when: 'waiting',
  async run(stage) {
    const proxy = await stage.proxy()
    const visitor = await stage.visit(proxy)
    await visitor.say(nextText())
    proxy.cut()
    await pass(stage.few(outageMs / 2))
    const said = visitor.say(nextText()).catch(neverAfterGivingUp)
    await pass(stage.few(outageMs / 2))
    proxy.restore()
    return { 'first message': await timeUntil(said, stage.bound(30_000)) }
  },
}

function neverAfterGivingUp(error: unknown): Promise<void> {
  if (error instanceof GivenUp) return new Promise(() => undefined)
  throw error
}
