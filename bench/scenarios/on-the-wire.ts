import { setTimeout as pass } from 'node:timers/promises'
import { nextText } from './measure.ts'
import type { Scenario } from './scenario.ts'

const minuteMs = 60_000

/** What goes over the network, both ways, with the headers of HTTP and WebSocket. */
export const onTheWire: Scenario = {
  name: 'on the wire',
  figures: {
    'each message': { unit: 'bytes, of which 51 are its text', better: 'less' },
    'an idle minute': { unit: 'bytes', better: 'less', chart: true },
  },
  when: 'waiting',
  async run(stage) {
    const visitor = await stage.visit()
    await visitor.say(nextText())
    const count = stage.few(200)
    const bytesOf = async (happens: () => Promise<unknown>) => {
      const { wireBytes } = await stage.server.usage()
      await happens()
      return (await stage.server.usage()).wireBytes - wireBytes
    }
    const said = await bytesOf(async () => {
      for (let place = 0; place < count; place++) await visitor.say(nextText())
    })
    const idleMs = stage.few(minuteMs)
    const idle = await bytesOf(() => pass(idleMs))
    return { 'each message': said / count, 'an idle minute': (idle * minuteMs) / idleMs }
  },
}
