import type { Visitor } from '../peers/peer.ts'
import { nextText } from './measure.ts'
import type { Scenario, Stage } from './scenario.ts'

const gigabyte = 2 ** 30
const warming = 20
/** Fewer are lost in what else the heap does. */
const fewest = 40
const said = 100
const together = 50
const saidTogether = 10

/** What the server holds for its sessions. */
export const memory: Scenario = {
  name: 'memory of the server',
  figures: {
    'an idle session': { unit: 'bytes', better: 'less' },
    'a session with 100 messages': { unit: 'bytes', better: 'less' },
    'sessions in a GB': { unit: 'idle sessions', better: 'more', chart: true },
  },
  when: 'once',
  async run(stage) {
    await gather(stage, warming) // What comes with the first ones is not theirs.
    const measured = Math.max(fewest, stage.few(200))
    const before = await stage.server.heapBytes()
    const visitors = await gather(stage, measured)
    const idle = (await stage.server.heapBytes()) - before
    if (idle <= 0) throw new Error(`the heap has ${-idle} bytes less with ${measured} sessions more`)
    for (let left = said; left > 0; left -= saidTogether)
      await Promise.all(visitors.map((visitor) => sayAtOnce(visitor, saidTogether)))
    const talked = (await stage.server.heapBytes()) - before
    return {
      'an idle session': idle / measured,
      'a session with 100 messages': talked / measured,
      'sessions in a GB': gigabyte / (idle / measured),
    }
  },
}

const sayAtOnce = (visitor: Visitor, count: number) =>
  Promise.all(Array.from({ length: count }, () => visitor.say(nextText())))

async function gather(stage: Stage, size: number) {
  const visitors = []
  for (let left = size; left > 0; left -= together)
    visitors.push(...(await Promise.all(Array.from({ length: Math.min(left, together) }, () => stage.visit()))))
  return visitors
}
