import type { ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { codeOf } from '../case/event-fields.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../stage/page.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5'] as const
/** Timers may run this much early by another clock. */
const toleranceMs = 10

const alarms = (page: Page): unknown[] => [
  ...page.events.filter((event) => codeOf(event) === 150),
  ...page.changes.filter(({ current }) => current === 'interrupted'),
]

export const shortOutagesCases: readonly ConformanceCase[] = [
  {
    id: 'T6/short-outage',
    rule: 'T6',
    title: 'tells of no interruption when the line is mended in time, then or later',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page, session } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.cut()
      await page.reaches('connected', 2)
      await context.outlast(interruptionTimeoutMs)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      mustEqual(alarms(page), [], 'what was told of an interruption')
    },
  },
  {
    id: 'T6/two-outages',
    rule: 'T6',
    title: 'does not count an outage that is over towards the next',
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
      const [lost, told] = [toldAt(page, 'reconnecting'), toldAt(page, 'interrupted')]
      const awayMs = told - lost
      must(
        awayMs >= interruptionTimeoutMs - toleranceMs,
        `"interrupted" came ${Math.round(awayMs)} ms after the second outage began, not ${interruptionTimeoutMs}`,
      )
    },
  },
  {
    id: 'T6/before-connected',
    rule: 'T6',
    title: 'tells of no interruption before it has been connected for the first time',
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
      mustEqual(alarms(page), [], 'what was told of an interruption')
      mustEqual(
        page.changes.map(({ current }) => current),
        ['connected'],
        'the statuses reported',
      )
    },
  },
]

/** When the page was last told this status. */
function toldAt(page: Page, status: string): number {
  const entry = page.told.filter((each) => each.type === 'connectivity' && each.change.current === status).at(-1)
  return entry?.atMs ?? Number.NaN
}
