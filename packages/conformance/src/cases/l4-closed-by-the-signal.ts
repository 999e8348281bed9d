import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { holdLine, type HeldLine } from '../fixtures/held-line.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import { restoreOf } from '../fixtures/page.ts'
import { manyCommands } from '../case/sample-commands.ts'
import { typingEvents } from '../case/sample-events.ts'

const requires = ['L1', 'L2', 'L3'] as const

/** Every moment at which a link may be waiting, and how to abort it then. */
const moments: readonly { name: string; title: string; abort(context: CaseContext): Promise<HeldLine> }[] = [
  {
    name: 'at-once',
    title: 'right after it was called',
    async abort(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      line.abort()
      return line
    },
  },
  {
    name: 'unanswered',
    title: 'while it waits for the answer to its attach',
    async abort(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'hold' }])
      const line = holdLine(context, restoreOf(session))
      await context.until('the attach has arrived', async () => (await context.far.attaches()).length > 0)
      line.abort()
      await context.far.planAttaches([])
      return line
    },
  },
  {
    name: 'inside-the-answer',
    title: 'while it hands on the answer',
    async abort(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()), {
        react: (event, self) => typeOf(event) === 'EventAttached' && self.abort(),
      })
      await line.answer()
      return line
    },
  },
  {
    name: 'open',
    title: 'while it is open',
    async abort(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      await line.answer()
      await line.open()
      line.abort()
      return line
    },
  },
  {
    name: 'open-and-left',
    title: 'with "left" as the reason',
    async abort(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      await line.answer()
      await line.open()
      line.abort('left')
      return line
    },
  },
  {
    name: 'open-and-distrusted',
    title: 'with an error as the reason',
    async abort(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      await line.answer()
      await line.open()
      line.abort(new Error('the kit does not trust this line any more'))
      return line
    },
  },
  {
    name: 'mid-batch',
    title: 'while it hands on a batch',
    async abort(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session), {
        react: (event, self) => typeOf(event) === 'EventTyping' && self.abort(),
      })
      await line.answer()
      await line.open()
      await context.far.send(session.sessionId, typingEvents(3))
      await context.until('the first of the batch is received', () =>
        line.received.some((e) => typeOf(e) === 'EventTyping'),
      )
      return line
    },
  },
]

/** What was sent before has arrived when this has. */
const anotherLine = async (context: CaseContext) =>
  holdLine(context, restoreOf(await context.far.newSession())).answer()

export const closedByTheSignalCases: readonly ConformanceCase[] = [
  ...moments.map(({ name, title, abort }): ConformanceCase => ({
    id: `L4/aborted-${name}`,
    rule: 'L4',
    title: `closes its line when the signal aborts ${title}`,
    requires,
    async run(context) {
      const line = await abort(context)
      await context.outlast(context.timing.retryDelayMs)
      const other = holdLine(context, restoreOf(await context.far.newSession()))
      await other.answer()
      await context.until(
        'only the line opened afterwards is still open',
        async () => (await context.far.lines()) === 1,
      )
      const fromLine = (await context.far.attaches()).filter(({ pageId: page }) => page === line.attach.pageId)
      must(fromLine.length <= 1, `the link attached ${fromLine.length} times`)
    },
  })),
  {
    id: 'L4/requests',
    rule: 'L4',
    title: 'makes no request with a command after the signal has aborted',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session))
      await line.answer()
      await line.open()
      await context.far.planRequests(['hold', 'pass', 'pass', 'pass'])
      for (const command of await manyCommands(context, 3)) line.write(command)
      await anotherLine(context) // gives the first request time to arrive
      line.abort()
      await context.far.planRequests(['pass', 'pass', 'pass'])
      await context.outlast(context.timing.retryDelayMs)
      await anotherLine(context)
      mustEqual((await context.far.planRequests([])) ?? 0, 0, 'the requests made after the signal had aborted')
    },
  },
  {
    id: 'L4/aborted-before',
    rule: 'L4',
    title: 'opens nothing when the signal was aborted before the call',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      holdLine(context, restoreOf(session), { aborted: true })
      const other = holdLine(context, restoreOf(session))
      await other.answer()
      mustEqual(
        (await context.far.attaches()).map(({ pageId: page }) => page),
        [other.attach.pageId],
        'the pages whose attaches the far side received',
      )
    },
  },
]
