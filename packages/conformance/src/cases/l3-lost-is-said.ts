import type { ConformanceCase } from '../case/conformance-case.ts'
import { holdLine } from '../stage/held-line.ts'
import { mustEqual } from '../case/outcome.ts'
import { restoreOf } from '../stage/page.ts'
import { manyCommands } from '../case/sample-commands.ts'

const requires = ['L1', 'L2'] as const

export const lostIsSaidCases: readonly ConformanceCase[] = [
  {
    id: 'L3/cut',
    rule: 'L3',
    title: 'says that an open line has been cut',
    requires,
    async run(context) {
      const line = holdLine(context, restoreOf(await context.far.newSession()))
      await line.answer()
      await line.open()
      await context.far.cut()
      await context.until('the link says that it is lost', () => line.isLost)
    },
  },
  {
    id: 'L3/cut-before-the-answer',
    rule: 'L3',
    title: 'says that the line was cut before the attach was answered',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'lose' }])
      const line = holdLine(context, restoreOf(session))
      await context.until('the link says that it is lost', () => line.isLost)
    },
  },
  {
    id: 'L3/refused',
    rule: 'L3',
    title: 'says that a line could not be opened',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.refuseLines(true)
      const line = holdLine(context, restoreOf(session))
      await context.until('the link says that it is lost', () => line.isLost)
    },
  },
  {
    id: 'L3/unwritten',
    rule: 'L3',
    title: 'says that it is lost when a command could not be written',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session))
      await line.answer()
      await line.open()
      const [command] = await manyCommands(context, 1)
      await context.far.refuseLines(true) // a link that sends each command over a connection of its own has none now
      if (command) line.write(command)
      await context.until(
        'the command has arrived, or the link says that it is lost',
        async () => line.isLost || (await context.far.commands(session.sessionId)).length > 0,
      )
    },
  },
  {
    id: 'L3/never-reconnects',
    rule: 'L3',
    title: 'does not come back by itself after it was lost',
    requires,
    async run(context) {
      const lost = holdLine(context, restoreOf(await context.far.newSession()))
      await lost.answer()
      await lost.open()
      await context.far.cut()
      await context.until('the link says that it is lost', () => lost.isLost)
      await context.outlast(context.timing.retryDelayMs)
      const other = holdLine(context, restoreOf(await context.far.newSession()))
      await other.answer()
      mustEqual(
        (await context.far.attaches()).map(({ pageId: page }) => page),
        [lost.attach.pageId, other.attach.pageId],
        'the pages whose attaches the far side received',
      )
    },
  },
]
