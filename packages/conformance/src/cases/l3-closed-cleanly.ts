import type { ConformanceCase } from '../case/conformance-case.ts'
import { holdLine } from '../fixtures/held-line.ts'
import { restoreOf } from '../fixtures/page.ts'

export const lostByCleanCloseCases: readonly ConformanceCase[] = [
  {
    id: 'L3/closed-cleanly',
    rule: 'L3',
    title: 'reports the line as lost at once when the far end closes it cleanly',
    requires: ['L1', 'L2'],
    async run(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      await line.answer()
      await line.open()
      await context.far.closeCleanly()
      await context.until('the link reports its line as lost', () => line.isLost)
    },
  },
]
