import type { ConformanceCase } from '../case/conformance-case.ts'
import { must } from '../case/outcome.ts'
import { connectedPage } from '../fixtures/page.ts'

export const cleanCloseReportedCases: readonly ConformanceCase[] = [
  {
    id: 'T5/closed-cleanly',
    rule: 'T5',
    title: 'reports "reconnecting" with its cause at once when the far end closes the line cleanly',
    requires: ['T12', 'T7', 'T3', 'T11'],
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.closeCleanly()
      await context.until('the page is told that its line is lost', () => page.changes.length > 1)
      const [, change] = page.changes
      if (change?.current === 'closed') return // not the end: a case of T11
      must(change?.current === 'reconnecting', `a line that was closed cleanly was reported as "${change?.current}"`)
      must(change.cause instanceof Error, 'the change to "reconnecting" has no cause')
    },
  },
]
