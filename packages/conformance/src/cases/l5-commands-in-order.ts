import type { ConformanceCase } from '../case/conformance-case.ts'
import { holdLine } from '../fixtures/held-line.ts'
import { mustEqual } from '../case/outcome.ts'
import { restoreOf } from '../fixtures/page.ts'
import { manyCommands } from '../case/sample-commands.ts'

export const commandsInOrderCases: readonly ConformanceCase[] = [
  {
    id: 'L5/burst',
    rule: 'L5',
    title: 'delivers a burst of commands unchanged, each once, in the order given',
    requires: ['L1', 'L2', 'L3'],
    async run(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session))
      await line.answer()
      await line.open()
      const commands = await manyCommands(context, 12)
      for (const command of commands) line.write(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustEqual(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'L5/between-events',
    rule: 'L5',
    title: 'delivers commands in the order given while events arrive',
    requires: ['L1', 'L2', 'L3'],
    async run(context) {
      const session = await context.far.newSession()
      const line = holdLine(context, restoreOf(session))
      await line.answer()
      await line.open()
      const commands = await manyCommands(context, 6)
      for (const command of commands) {
        line.write(command)
        await context.far.say(session.sessionId, 'meanwhile')
      }
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustEqual(await arrived(), commands, 'the commands that arrived')
    },
  },
]
