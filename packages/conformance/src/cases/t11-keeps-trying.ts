import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'
import { randomName } from '../far-side/random-name.ts'

const requires = ['T12', 'T7'] as const
const refusal = (code: number) =>
  ({ type: 'refuse', event: { error: { code, description: `refused with ${code}` } } }) as const

const startCommand = () =>
  ({ type: 'StartSession', id: randomName(), secret: randomName(), pageId: randomName(), take: true }) as const

/** The connection is over after one attach: `closed` is reported once, last, and the transport does not dial again. */
async function mustBeOver(context: CaseContext, page: Page, attaches = 1): Promise<void> {
  await context.outlast(context.timing.retryDelayMs)
  await passMarker(context)
  must(page.status === 'closed', `the last status after the end is "${page.status}"`)
  mustEqual(page.changes.filter(({ current }) => current === 'closed').length, 1, 'how often "closed" was reported')
  mustEqual((await page.attaches()).length, attaches, 'the number of attaches sent, including after the end')
}

export const keepsTryingCases: readonly ConformanceCase[] = [
  {
    id: 'T11/refused-lines',
    rule: 'T11',
    title: 'keeps trying while no line can be opened, however often it fails',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('five attempts have been planned', () => page.retries.length >= 5)
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T11/first-connection',
    rule: 'T11',
    title: 'keeps trying for the first connection too',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.refuseLines(true)
      const page = await openPage(context, { attach: restoreOf(session) })
      await context.until('three attempts have been planned', () => page.retries.length >= 3)
      await context.far.refuseLines(false)
      await page.reaches('connected')
    },
  },
  {
    id: 'T11/unanswered',
    rule: 'T11',
    title: 'gives up an unanswered attach and tries again',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'hold' }])
      const { openTimeoutMs } = context.timing
      const page = await openPage(context, { attach: restoreOf(session), options: { openTimeoutMs } })
      await page.reaches('connected')
    },
  },
  {
    id: 'T11/unanswered-in-time',
    rule: 'T11',
    title: 'gives up an attach that has been unanswered for `openTimeoutMs`, not earlier and not much later',
    requires,
    async run(context) {
      const openTimeoutMs = 300_000
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'hold' }])
      const page = await openPage(context, { attach: restoreOf(session), options: { openTimeoutMs } })
      await context.until('the attach has arrived', async () => (await page.attaches()).length > 0)
      page.underTest.clock.skip(0.9 * openTimeoutMs)
      await context.outlast(context.timing.retryDelayMs)
      mustEqual(page.retries.length, 0, 'the number of attempts planned after 90 % of `openTimeoutMs`')
      page.underTest.clock.skip(0.3 * openTimeoutMs)
      await context.until('another attempt is planned', () => page.retries.length > 0)
      await page.reaches('connected')
    },
  },
  ...[1, 2, 3, 51, 52, 100, 101, 999].map((code): ConformanceCase => ({
    id: `T11/re-attach-refused-${code}`,
    rule: 'T11',
    title: `tries again when a re-attach is refused with ${code}`,
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.planAttaches([refusal(code), refusal(code), refusal(code)])
      await context.far.cut()
      await page.reaches('connected', 2)
    },
  })),
  ...[51, 52, 100].map((code): ConformanceCase => ({
    id: `T11/restore-refused-${code}`,
    rule: 'T11',
    title: `tries again when a first restore is refused with ${code}`,
    requires,
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      await context.far.planAttaches([refusal(code), refusal(code)])
      const page = await openPage(context, { attach })
      await page.reaches('connected')
    },
  })),
  {
    id: 'T11/start-refused-100',
    rule: 'T11',
    title: 'tries again when a start is refused with 100',
    requires,
    async run(context) {
      await context.far.planAttaches([refusal(100), refusal(100)])
      const page = await openPage(context, { attach: startCommand() })
      await page.reaches('connected')
    },
  },
  ...[
    { name: 'start', code: 3, attach: startCommand },
    { name: 'start', code: 51, attach: startCommand },
    { name: 'start', code: 101, attach: startCommand },
    { name: 'restore', code: 3 },
    { name: 'restore', code: 101 },
  ].map(({ name, code, attach }): ConformanceCase => ({
    id: `T11/${name}-refused-for-good-${code}`,
    rule: 'T11',
    title: `closes when a ${name} is refused with ${code}, with the ChatError as the cause`,
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([refusal(code)])
      const page = await openPage(context, { attach: attach?.() ?? restoreOf(session) })
      await page.reaches('closed')
      const cause = page.changes.at(-1)?.cause as { name?: unknown; code?: unknown } | undefined
      mustEqual([cause?.name, cause?.code], ['ChatError', code], 'name and code of the cause')
      await mustBeOver(context, page)
    },
  })),
  {
    id: 'T11/ended',
    rule: 'T11',
    title: 'closes without a cause after EventSessionEnded, and does not dial again',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.far.end(session.sessionId)
      await page.reaches('closed')
      mustEqual(typeOf(page.events.at(-1)), 'EventSessionEnded', 'the last event handed on')
      must(page.changes.at(-1)?.cause === undefined, 'a session that has ended was closed with a cause')
      await mustBeOver(context, page)
    },
  },
  {
    id: 'T11/ended-in-an-outage',
    rule: 'T11',
    title: 'closes when the session has ended in an outage, and does not dial again',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.far.end(session.sessionId)
      await context.far.refuseLines(false)
      await page.reaches('closed')
      const { cause } = page.changes.at(-1) ?? {}
      // A server need not keep a session that has ended: then it is gone.
      if (typeOf(page.events.at(-1)) === 'EventSessionEnded') must(cause === undefined, 'an end was told as a failure')
      else mustEqual((cause as { code?: unknown } | undefined)?.code, 152, 'the code of the cause without an end')
      await mustBeOver(context, page, 2)
    },
  },
  {
    id: 'T11/taken',
    rule: 'T11',
    title: 'closes without a cause after EventSessionTaken, and does not dial again',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const other = await openPage(context, { attach: restoreOf(session) })
      await other.reaches('connected')
      await page.reaches('closed')
      mustEqual(typeOf(page.events.at(-1)), 'EventSessionTaken', 'the last event handed on')
      must(page.changes.at(-1)?.cause === undefined, 'a session that was taken was closed with a cause')
      await mustBeOver(context, page)
    },
  },
  {
    id: 'T11/held-elsewhere',
    rule: 'T11',
    title:
      'closes with a cause and does not dial again when a first attach without `take` finds the session held by another page',
    requires,
    async run(context) {
      const { session } = await connectedPage(context)
      const page = await openPage(context, { attach: restoreOf(session, { take: false }) })
      await page.reaches('closed')
      const cause = page.changes.at(-1)?.cause
      mustEqual(cause?.name, 'InvalidStateError', 'the name of the cause')
      await mustBeOver(context, page)
    },
  },
]
