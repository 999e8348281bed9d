import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { indexOf, typeOf } from '../case/event-fields.ts'
import { connectedPage, mustNotBeWritten, openPage, restoreOf, type Page } from '../fixtures/page.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { typingEvents } from '../case/sample-events.ts'

const requires = ['T12'] as const

/** The highest index handed on before `connected` was reported for the `nth` time. */
function headAtConnected(page: Page, nth: number): number {
  const isConnected = (entry: Page['calls'][number]) =>
    entry.type === 'connectivity' && entry.change.current === 'connected'
  const place = page.calls.indexOf(page.calls.filter(isConnected)[nth - 1] as Page['calls'][number])
  const before = page.calls.slice(0, place).map((entry) => (entry.type === 'event' ? indexOf(entry.event) : undefined))
  return Math.max(0, ...before.filter((index) => index !== undefined))
}

/** The `nth` report of `connected` says a time between `earliest` and now. */
function mustBeSince(page: Page, nth: number, earliest: number): void {
  const { since = Number.NaN } = page.changes.filter(({ current }) => current === 'connected')[nth - 1] ?? {}
  const now = page.underTest.clock.now()
  must(
    since >= earliest && since <= now,
    `"connected" since ${since}, which is not between ${earliest} and ${now}, when it was reported`,
  )
}

async function sayMany(context: CaseContext, sessionId: string, count: number): Promise<number> {
  let head = 0
  for (let place = 1; place <= count; place++) head = await context.far.say(sessionId, `message ${place}`)
  return head
}

export const connectedWhenCaughtUpCases: readonly ConformanceCase[] = [
  {
    id: 'T7/history',
    rule: 'T7',
    title: 'is connected only after the whole history has been handed on',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const head = await sayMany(context, session.sessionId, 10)
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      must(headAtConnected(page, 1) >= head, `"connected" came after event ${headAtConnected(page, 1)} of ${head}`)
    },
  },
  {
    id: 'T7/last-event-late',
    rule: 'T7',
    title: 'is not connected while the last event up to the head is missing',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const head = await sayMany(context, session.sessionId, 3)
      await context.far.skip({ sessionId: session.sessionId, index: head, lines: 1 })
      const page = await openPage(context, { attach: restoreOf(session) })
      const typing = () => page.events.some((event) => typeOf(event) === 'EventTyping')
      await context.until('the attach has arrived', async () => (await context.far.lines()) > 0)
      await context.until('a marker is handed on', async () => {
        await context.far.send(session.sessionId, typingEvents(1))
        return typing()
      })
      must(page.status === 'connecting', `"${page.status}" was reported although event ${head} is missing`)
      await context.far.cut()
      await page.reaches('connected')
      must(headAtConnected(page, 1) >= head, `"connected" came after event ${headAtConnected(page, 1)} of ${head}`)
    },
  },
  {
    id: 'T7/after-an-outage',
    rule: 'T7',
    title: 'is connected again only after what was missed has been handed on, each time',
    requires: [...requires, 'T11'],
    async run(context) {
      const { page, session } = await connectedPage(context)
      for (const nth of [2, 3, 4]) {
        await context.far.refuseLines(true)
        await context.far.cut()
        const head = await sayMany(context, session.sessionId, 5)
        await context.far.refuseLines(false)
        await page.reaches('connected', nth)
        const before = headAtConnected(page, nth)
        must(before >= head, `"connected" came for the ${nth}. time after event ${before} of ${head}`)
      }
    },
  },
  {
    id: 'T7/since',
    rule: 'T7',
    title: 'says since when it is connected, on the clock that it was given',
    requires: [...requires, 'T11'],
    async run(context) {
      const underTest = await context.createTransport()
      const { clock } = underTest
      clock.skip(86_400_000)
      const before = clock.now()
      const { page } = await connectedPage(context, { underTest })
      mustBeSince(page, 1, before)
      const planned = page.retries.length
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('an attempt is planned', () => page.retries.length > planned)
      clock.skip(3_000)
      const later = clock.now()
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      mustBeSince(page, 2, later)
    },
  },
  {
    id: 'T7/commands-only-while-connected',
    rule: 'T7',
    title: 'throws or rejects when it is given a command while not connected, and queues nothing',
    requires: [...requires, 'T11'],
    async run(context) {
      const session = await context.far.newSession()
      const command = await transcriptCommand(context)
      await context.far.refuseLines(true)
      const page = await openPage(context, { attach: restoreOf(session) })
      await mustNotBeWritten(context, page, command)
      await context.far.refuseLines(false)
      await page.reaches('connected')
      await context.far.refuseLines(true)
      const planned = page.retries.length
      await context.far.cut()
      await context.until('an attempt is planned', () => page.retries.length > planned)
      await mustNotBeWritten(context, page, command)
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      mustEqual(await context.far.commands(session.sessionId), [], 'the commands that arrived')
    },
  },
  {
    id: 'T7/unanswered',
    rule: 'T7',
    title: 'is not connected before its attach has been answered',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'hold' }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await context.until('the attach has arrived', async () => (await page.attaches()).length > 0)
      await context.outlast(context.timing.retryDelayMs)
      mustEqual(page.changes, [], 'what was reported while the attach was not answered')
      await context.far.cut()
      await page.reaches('connected')
    },
  },
  {
    id: 'T7/told-at-once',
    rule: 'T7',
    title: 'is connected as soon as it has caught up: before the next but one event is handed on',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const head = await sayMany(context, session.sessionId, 3)
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.has(head)
      for (let place = 1; place <= 2; place++)
        await page.has(await context.far.say(session.sessionId, `said afterwards ${place}`))
      must(page.status === 'connected', `"${page.status}" was still reported two events after the last that was missed`)
    },
  },
]
