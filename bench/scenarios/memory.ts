import type { Visitor } from '../peers/peer.ts'
import { nextText } from './measure.ts'
import type { Scenario, Stage } from './scenario.ts'

const gigabyte = 2 ** 30
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
    const size = stage.few(200)
    const before = await stage.server.heapBytes()
    const visitors = await gather(stage, size)
    const idle = (await stage.server.heapBytes()) - before
    for (let left = stage.few(100); left > 0; left -= saidTogether)
      await Promise.all(visitors.map((visitor) => sayAtOnce(visitor, Math.min(left, saidTogether))))
    const talked = (await stage.server.heapBytes()) - before
    return {
      'an idle session': idle / size,
      'a session with 100 messages': talked / size,
      'sessions in a GB': gigabyte / (idle / size),
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
