import type { ConformanceCase } from '../case/conformance-case.ts'
import { anotherLine, holdLine } from '../fixtures/held-line.ts'
import { mustEqual } from '../case/outcome.ts'
import { restoreOf } from '../fixtures/page.ts'
import { manyCommands } from '../case/sample-commands.ts'

const requires = ['L1', 'L2'] as const

export const lostIsSaidCases: readonly ConformanceCase[] = [
  {
    id: 'L3/cut',
    rule: 'L3',
    title: 'reports the line as lost when it is cut while open',
    requires,
    async run(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      await line.answer()
      await line.open()
      await context.far.cut()
      await context.until('the link reports its line as lost', () => line.isLost)
    },
  },
  {
    id: 'L3/cut-before-the-answer',
    rule: 'L3',
    title: 'reports the line as lost when it is cut before the attach is answered',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'lose' }])
      const line = holdLine(context, restoreOf(session))
      await context.until('the link reports its line as lost', () => line.isLost)
    },
  },
  {
    id: 'L3/refused',
    rule: 'L3',
    title: 'reports the line as lost when it cannot be opened',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.refuseLines(true)
      const line = holdLine(context, restoreOf(session))
      await context.until('the link reports its line as lost', () => line.isLost)
    },
  },
  {
    id: 'L3/unwritten',
    rule: 'L3',
    title: 'reports the line as lost when a command cannot be written',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session))
      await line.answer()
      await line.open()
      const [command] = await manyCommands(context, 1)
      await context.far.refuseLines(true) // a link that opens a connection for each command cannot do so now
      if (command) line.write(command)
      await context.until(
        'the command has arrived, or the link reports its line as lost',
        async () => line.isLost || (await context.far.commands(session.sessionId)).length > 0,
      )
    },
  },
  {
    id: 'L3/request-failed',
    rule: 'L3',
    title: 'reports the line as lost when the request that carries a command is answered with an error',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session))
      await line.answer()
      await line.open()
      const [command] = await manyCommands(context, 1)
      await context.far.planRequests(['fail'])
      if (command) line.write(command)
      await context.until(
        'the command has arrived, or the link reports its line as lost',
        async () => line.isLost || (await context.far.commands(session.sessionId)).length > 0,
      )
    },
  },
  {
    id: 'L3/one-of-two',
    rule: 'L3',
    title: 'reports that line as lost which the far end has closed, and not another of the same link',
    requires,
    async run(context) {
      const ending = await context.far.newSession()
      const lost = holdLine(context, restoreOf(ending))
      await lost.answer()
      await lost.open()
      const living = await context.far.newSession()
      const other = holdLine(context, restoreOf(living))
      await other.answer()
      await other.open()
      await context.far.expire(ending.sessionId)
      await context.until('the link reports a line as lost', () => lost.isLost || other.isLost)
      mustEqual(
        [lost.isLost, other.isLost],
        [true, false],
        'whether the closed line and the other are reported as lost',
      )
    },
  },
  {
    id: 'L3/never-reconnects',
    rule: 'L3',
    title: 'does not reconnect by itself after its line was lost',
    requires,
    async run(context) {
      const lost = holdLine(context, restoreOf(await context.far.newSession()))
      await lost.answer()
      await lost.open()
      await context.far.cut()
      await context.until('the link reports its line as lost', () => lost.isLost)
      await context.outlast(context.timing.retryDelayMs)
      const other = await anotherLine(context)
      mustEqual(
        (await context.far.attaches()).map(({ pageId: page }) => page),
        [lost.attach.pageId, other.attach.pageId],
        'the pages whose attaches the far side received',
      )
    },
  },
]
