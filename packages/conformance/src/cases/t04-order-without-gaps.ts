import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { indexOf } from '../case/event-fields.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { messageAt } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5'] as const

/** The page has every index from `from` to `to`, and received them in that order for the first time. */
function mustHaveAll(page: Page, from: number, to: number): void {
  const expected = Array.from({ length: to - from + 1 }, (_, place) => from + place)
  const first = [...new Set(page.indexes)].filter((index) => index >= from && index <= to)
  mustEqual(first, expected, `the order in which events ${from} to ${to} were handed on`)
}

/** This page must have the same transcript as another page that restores the session from the beginning. */
async function mustBeTheTranscript(context: CaseContext, page: Page, session: { sessionId: string; secret: string }) {
  const other = await openPage(context, { attach: restoreOf(session) })
  await other.has(page.position)
  const byIndex = (each: Page) => new Map(each.events.map((event) => [indexOf(event), event]))
  const [seen, kept] = [byIndex(page), byIndex(other)]
  for (let index = 1; index <= page.position; index++)
    mustEqual(seen.get(index), kept.get(index), `transcript event ${index}`)
}

/** From now on the server no longer sends what lies between `after`, which the page has, and `first`. */
async function forget(
  context: CaseContext,
  sessionId: string,
  { after = 0, first }: { after?: number; first: number },
) {
  for (let index = after + 1; index < first; index++) await context.far.skip({ sessionId, index, lines: 1_000 })
}

export const orderWithoutGapsCases: readonly ConformanceCase[] = [
  {
    id: 'T4/history',
    rule: 'T4',
    title: 'hands on a long history completely and in order',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      let head = 0
      for (let place = 1; place <= 120; place++) head = await context.far.say(session.sessionId, `message ${place}`)
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.has(head)
      mustHaveAll(page, 1, head)
    },
  },
  {
    id: 'T4/from-the-middle',
    rule: 'T4',
    title: 'hands on the events after the position it attaches at',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const after = await context.far.say(session.sessionId, 'known')
      const head = await context.far.say(session.sessionId, 'new')
      const page = await openPage(context, { attach: restoreOf(session, { after }) })
      await page.has(head)
      await page.reaches('connected')
      mustEqual((await page.attaches())[0], page.attach, 'the attach that the far side received')
      mustHaveAll(page, after + 1, head)
    },
  },
  {
    id: 'T4/missed',
    rule: 'T4',
    title: 'hands on what was said during an outage, in order and without gaps',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await page.has(await context.far.say(session.sessionId, 'before'))
      for (const outage of [1, 2]) {
        const position = page.position
        await context.far.refuseLines(true)
        await context.far.cut()
        let head = 0
        for (let place = 1; place <= 5; place++) head = await context.far.say(session.sessionId, `missed ${place}`)
        await context.far.refuseLines(false)
        await page.reaches('connected', outage + 1)
        await page.has(head)
        mustHaveAll(page, 1, head)
        const attach = (await page.attaches()).at(-1) as { after?: unknown }
        must(
          Number(attach.after) <= position,
          `the page had events up to ${position} and attached after ${attach.after}`,
        )
      }
      await mustBeTheTranscript(context, page, session)
    },
  },
  {
    id: 'T4/attaches-at-the-position',
    rule: 'T4',
    title:
      'attaches after the position that the page has at each cut, also when the beginning of the transcript is gone',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const first = await context.far.say(session.sessionId, 'the oldest that is kept')
      await forget(context, session.sessionId, { first })
      await context.far.planAttaches([{ type: 'answer', fields: { first } }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      const positions: unknown[] = [0]
      for (const [outage, count] of [2, 0, 1].entries()) {
        for (let place = 1; place <= count; place++)
          await page.has(await context.far.say(session.sessionId, `said ${place}`))
        positions.push(page.position)
        await context.far.cut()
        await page.reaches('connected', outage + 2)
      }
      const after = (await page.attaches()).map((attach) => (attach as { after?: unknown }).after)
      mustEqual(after, positions, '`after` of the attaches')
    },
  },
  {
    id: 'T4/beginning-gone',
    rule: 'T4',
    title: 'hands on a transcript whose beginning is gone from `first` on, which is no gap',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.say(session.sessionId, 'no longer kept')
      const first = await context.far.say(session.sessionId, 'the oldest that is kept')
      const head = await context.far.say(session.sessionId, 'the newest')
      await forget(context, session.sessionId, { first })
      await context.far.planAttaches([{ type: 'answer', fields: { first } }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      mustEqual(page.indexes, [first, head], 'the events handed on')
      mustEqual([page.retries.length, (await page.attaches()).length], [0, 1], 'the numbers of retries and of attaches')
    },
  },
  {
    id: 'T4/middle-gone',
    rule: 'T4',
    title: 'goes on from `first` when the server no longer keeps what was missed in an outage, which is no gap',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const known = await context.far.say(session.sessionId, 'known')
      await page.has(known)
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.far.say(session.sessionId, 'no longer kept')
      const first = await context.far.say(session.sessionId, 'the oldest that is kept')
      await forget(context, session.sessionId, { after: known, first })
      await context.far.planAttaches([{ type: 'answer', fields: { first } }])
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      mustEqual([...new Set(page.indexes.filter((index) => index > known))], [first], 'the events handed on')
      mustEqual((await page.attaches()).length, 2, 'the number of attaches')
    },
  },
  {
    id: 'T4/own-event-in-an-outage',
    rule: 'T4',
    title: 'hands on the event of a command that was carried out when the line was lost, between those of others',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await page.has(await context.far.say(session.sessionId, 'before'))
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'lose' }])
      await context.far.planAttaches([{ type: 'hold' }])
      void page.send(command)
      await context.until('the next attach has arrived', async () => (await page.attaches()).length > 1)
      const head = await context.far.say(session.sessionId, 'after')
      await context.far.planAttaches([])
      await page.has(head)
      mustHaveAll(page, 1, head)
      must(page.answersTo(command).length > 0, 'the event of the command was not handed on')
    },
  },
  {
    id: 'T4/out-of-order',
    rule: 'T4',
    title: 'puts events in order that arrive out of order within 200 ms',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const head = await context.far.say(session.sessionId, 'before')
      await page.has(head)
      const [first, second, third] = [messageAt(head + 1), messageAt(head + 2), messageAt(head + 3)]
      await context.far.send(session.sessionId, [third, first, second])
      await page.has(head + 3)
      mustHaveAll(page, head + 1, head + 3)
      for (const event of [first, second, third])
        mustEqual(
          page.events.find((each) => indexOf(each) === indexOf(event)),
          event,
          'an event handed on',
        )
    },
  },
  {
    id: 'T4/gap',
    rule: 'T4',
    title: 'treats a gap that is not filled as a lost line, and fills it from the next line',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const before = await context.far.say(session.sessionId, 'before')
      await page.has(before)
      await context.far.skip({ sessionId: session.sessionId, index: before + 1, lines: 1 })
      await context.far.say(session.sessionId, 'kept back from the first line')
      const head = await context.far.say(session.sessionId, 'after the gap')
      await page.reaches('connected', 2)
      await page.has(head)
      mustHaveAll(page, before, head)
    },
  },
  {
    id: 'T4/gap-for-good',
    rule: 'T4',
    title: 'gives up an index that the next attach skips again, and hands on the events after it',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const before = await context.far.say(session.sessionId, 'before')
      await page.has(before)
      await context.far.skip({ sessionId: session.sessionId, index: before + 1, lines: 1_000 })
      await context.far.say(session.sessionId, 'kept back for good')
      const head = await context.far.say(session.sessionId, 'after the gap')
      await page.has(head)
      const later = new Set(page.indexes.filter((index) => index > before))
      mustEqual([...later], [head], 'what was handed on after the gap')
      must(
        page.changes.some(({ current }) => current === 'reconnecting'),
        'the gap was given up without a second attach',
      )
      await page.reaches('connected', 2)
    },
  },
]
