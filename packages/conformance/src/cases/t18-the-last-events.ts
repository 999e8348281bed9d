import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual, NotOffered } from '../case/outcome.ts'
import { openPage, restoreOf } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T4'] as const

/** A session with six events, of which a page asks for the last ones. */
async function givenHistory(context: CaseContext) {
  // The session asks such a transport for everything.
  if ((await context.unsupported()).includes('ReadTranscript'))
    throw new NotOffered('the transport declares ReadTranscript unsupported')
  const session = await context.far.newSession()
  let head = 0
  for (let place = 1; place <= 5; place++) head = await context.far.say(session.sessionId, `message ${place}`)
  return { session, head }
}

export const theLastEventsCases: readonly ConformanceCase[] = [
  {
    id: 'T18/begins-with-the-last',
    rule: 'T18',
    title: 'asks for the last events, begins with them, which is no gap, and goes on at the position of the page',
    requires,
    async run(context) {
      const { session, head } = await givenHistory(context)
      const attach = { ...restoreOf(session), last: 2 }
      const page = await openPage(context, { attach })
      await page.reaches('connected')
      mustEqual((await page.attaches())[0], attach, 'the attach that the far side received')
      mustEqual(page.attached.from, head - 1, '`from` of the answer')
      mustEqual(page.indexes, [head - 1, head], 'the events handed on')
      mustEqual([page.retries.length, (await page.attaches()).length], [0, 1], 'the numbers of retries and of attaches')
      await context.far.refuseLines(true)
      await context.far.cut()
      let missed = 0
      for (let place = 1; place <= 3; place++) missed = await context.far.say(session.sessionId, `missed ${place}`)
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      await page.has(missed)
      mustEqual([...new Set(page.indexes)], [head - 1, head, head + 1, head + 2, head + 3], 'the events handed on')
      const again = (await page.attaches()).at(-1)
      must(again?.last === undefined, `an attach of a page that has events asks for the last ones: ${again?.last}`)
    },
  },
  {
    id: 'T18/none',
    rule: 'T18',
    title: 'is connected without any event where none is asked for, and hands on what comes',
    requires,
    async run(context) {
      const { session, head } = await givenHistory(context)
      const page = await openPage(context, { attach: { ...restoreOf(session), last: 0 } })
      await page.reaches('connected')
      mustEqual(page.indexes, [], 'the events handed on')
      await page.has(await context.far.say(session.sessionId, 'new'))
      mustEqual(page.indexes, [head + 1], 'the events handed on')
    },
  },
  {
    id: 'T18/until-answered',
    rule: 'T18',
    title: 'asks for the last events until it is answered',
    requires,
    async run(context) {
      const { session, head } = await givenHistory(context)
      await context.far.planAttaches([{ type: 'refuse', event: { error: { code: 100, description: 'not now' } } }])
      const page = await openPage(context, { attach: { ...restoreOf(session), last: 1 } })
      await page.reaches('connected')
      mustEqual(page.indexes, [head], 'the events handed on')
    },
  },
]
