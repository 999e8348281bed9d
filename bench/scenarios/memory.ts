import { nextText } from './measure.ts'
import type { Scenario, Stage } from './scenario.ts'

const gigabyte = 2 ** 30
const together = 50

/** What the server holds for its sessions. */
export const memory: Scenario = {
  name: 'memory of the server',
  figures: {
    'an idle session': { unit: 'bytes', better: 'less' },
    'a session with 100 messages': { unit: 'bytes', better: 'less' },
    'sessions in a GB': { unit: 'idle sessions', better: 'more', chart: true },
  },
  isLong: true,
  async run(stage) {
    const size = stage.few(300)
    const before = await stage.server.heapBytes()
    const visitors = await gather(stage, size)
    const idle = (await stage.server.heapBytes()) - before
    for (let message = 0; message < stage.few(100); message++)
      await Promise.all(visitors.map((visitor) => visitor.say(nextText())))
    const talked = (await stage.server.heapBytes()) - before
    return {
      'an idle session': idle / size,
      'a session with 100 messages': talked / size,
      'sessions in a GB': gigabyte / (idle / size),
    }
  },
}

async function gather(stage: Stage, size: number) {
  const visitors = []
  for (let left = size; left > 0; left -= together)
    visitors.push(...(await Promise.all(Array.from({ length: Math.min(left, together) }, () => stage.visit()))))
  return visitors
}
