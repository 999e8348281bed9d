import type { ConformanceCase } from '../case/conformance-case.ts'
import { connectedPage } from '../fixtures/page.ts'

export const cleanCloseIsNoEndCases: readonly ConformanceCase[] = [
  {
    id: 'T11/closed-cleanly',
    rule: 'T11',
    title: 'does not treat a line that the far end closes cleanly as the end: attaches again, each time',
    requires: ['T12', 'T7', 'T3', 'T5'],
    async run(context) {
      const { page, session } = await connectedPage(context)
      for (const time of [1, 2]) {
        await context.far.closeCleanly()
        await page.reaches('connected', time + 1)
      }
      await page.has(await context.far.say(session.sessionId, 'said after the line was closed'))
    },
  },
]
