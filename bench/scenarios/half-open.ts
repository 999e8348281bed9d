import { nextText, timeUntil } from './measure.ts'
import type { Scenario } from './scenario.ts'

/** The line is silent from now on, and nobody closes it: how soon the page is told. */
export const halfOpen: Scenario = {
  name: 'the line is half open',
  figures: { 'page is told': { unit: 'ms', better: 'less', chart: true, mayStayAway: true } },
  when: 'waiting',
  async run(stage) {
    const proxy = await stage.proxy()
    const visitor = await stage.visit(proxy)
    await visitor.say(nextText())
    const interrupted = visitor.interrupted()
    proxy.blackHole()
    return { 'page is told': await timeUntil(interrupted, stage.bound(90_000)) }
  },
}
