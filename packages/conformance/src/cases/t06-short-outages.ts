import type { ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { codeOf } from '../case/event-fields.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5'] as const
/** Measured from the first outage it is half as long at most. A page that is busy hears late of an outage. */
const leastShare = 0.75

const alarms = (page: Page): unknown[] => [
  ...page.events.filter((event) => codeOf(event) === 150),
  ...page.changes.filter(({ current }) => current === 'interrupted'),
]

export const shortOutagesCases: readonly ConformanceCase[] = [
  {
    id: 'T6/short-outage',
    rule: 'T6',
    title: 'reports no interruption when the line is back in time, neither then nor later',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page, session } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.cut()
      await page.reaches('connected', 2)
      await context.outlast(interruptionTimeoutMs)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      mustEqual(alarms(page), [], 'the interruptions reported')
    },
  },
  {
    id: 'T6/two-outages',
    rule: 'T6',
    title: 'measures a second outage from its own start',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.cut()
      await page.reaches('connected', 2)
      await context.outlast(interruptionTimeoutMs / 2)
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.outlast(interruptionTimeoutMs)
      await page.reaches('interrupted')
      const awayMs = reportedAt(page, 'interrupted') - reportedAt(page, 'reconnecting')
      must(
        awayMs >= leastShare * interruptionTimeoutMs,
        `"interrupted" came ${Math.round(awayMs)} ms after the second outage began, not ${interruptionTimeoutMs}`,
      )
    },
  },
  {
    id: 'T6/in-time',
    rule: 'T6',
    title: 'reports no interruption before an outage has lasted `interruptionTimeoutMs`',
    requires,
    async run(context) {
      const interruptionTimeoutMs = 300_000
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      page.underTest.clock.skip(0.9 * interruptionTimeoutMs)
      await context.outlast(context.timing.retryDelayMs)
      mustEqual(alarms(page), [], 'the interruptions reported after 90 % of `interruptionTimeoutMs`')
    },
  },
  {
    id: 'T6/before-connected',
    rule: 'T6',
    title: 'reports no interruption before it has been connected for the first time',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const session = await context.far.newSession()
      await context.far.refuseLines(true)
      const page = await openPage(context, { attach: restoreOf(session), options: { interruptionTimeoutMs } })
      await context.until('an attempt has failed', () => page.retries.length > 0)
      await context.outlast(interruptionTimeoutMs)
      await context.far.refuseLines(false)
      await page.reaches('connected')
      mustEqual(alarms(page), [], 'the interruptions reported')
      mustEqual(
        page.changes.map(({ current }) => current),
        ['connected'],
        'the statuses reported',
      )
    },
  },
]

/** When this status was last reported to the page. */
function reportedAt(page: Page, status: string): number {
  const entry = page.calls.filter((each) => each.type === 'connectivity' && each.change.current === status).at(-1)
  return entry?.atMs ?? Number.NaN
}
