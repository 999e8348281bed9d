import type { ConformanceCase } from '../case/conformance-case.ts'
import { connectedPage } from '../fixtures/page.ts'
import { harmlessChanges } from '../fixtures/page-changes.ts'

const requires = ['T12', 'T7'] as const
const hourMs = 3_600_000

export const keepsTryingOfflineCases: readonly ConformanceCase[] = [
  ...harmlessChanges.map((changes): ConformanceCase => ({
    id: `T11/outage-${changes.join('-')}`,
    rule: 'T11',
    title: `keeps trying when the page says ${changes.join(', then ')} in an outage`,
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('an attempt has failed', () => page.retries.length > 1)
      for (const change of changes) page.underTest.network.tell(change)
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
    },
  })),
  {
    id: 'T11/online-later',
    rule: 'T11',
    title: 'tries again when the browser says online, after it has said offline in an outage',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      const { network } = page.underTest
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('an attempt has failed', () => page.retries.length > 1)
      network.tell('offline')
      await context.outlast(context.timing.openTimeoutMs) // what was under way has failed by then
      await context.far.refuseLines(false)
      network.tell('online')
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T11/never-online',
    rule: 'T11',
    title: 'keeps trying within the hour although the browser says offline: it can be wrong',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      const { clock, network } = page.underTest
      await context.far.refuseLines(true)
      network.tell('offline')
      await context.mayMiss.cut() // whether the line outlives the word is for T5
      await context.until('an attempt is planned', () => page.retries.length > 0)
      await context.far.refuseLines(false)
      clock.skip(hourMs)
      await page.reaches('connected', 2)
    },
  },
]
