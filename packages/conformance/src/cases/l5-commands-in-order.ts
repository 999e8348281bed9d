import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { anotherLine, holdLine } from '../fixtures/held-line.ts'
import { inspect, must, mustEqual } from '../case/outcome.ts'
import { largeAmongSmall, mustBeVerbatim, withPayload } from '../case/payloads.ts'
import { restoreOf } from '../fixtures/page.ts'
import { commandTypes, manyCommands } from '../case/sample-commands.ts'

const requires = ['L1', 'L2', 'L3'] as const

async function openLine(context: CaseContext) {
  const session = await context.far.newSession()
  const line = holdLine(context, restoreOf(session))
  const answer = await line.answer()
  await line.open()
  const { limits } = answer as { limits?: { maxMessageBytes?: unknown } }
  return { session, line, arrived: () => context.far.commands(session.sessionId), limits }
}

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
  {
    id: 'L5/payload',
    rule: 'L5',
    title:
      'delivers commands of every type unchanged, whatever is legal in JSON, fields that it does not know included',
    requires,
    async run(context) {
      const { line, arrived } = await openLine(context)
      const commands = (await manyCommands(context, commandTypes.length)).map(withPayload)
      for (const command of commands) line.write(command)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustBeVerbatim(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'L5/large',
    rule: 'L5',
    title: 'delivers large commands, up to the largest that the server accepts, in order with small ones',
    requires,
    async run(context) {
      const { line, arrived, limits } = await openLine(context)
      const commands = largeAmongSmall(await manyCommands(context, 9), limits?.maxMessageBytes)
      for (const command of commands) line.write(command)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustBeVerbatim(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'L5/request-held',
    rule: 'L5',
    title: 'lets no command overtake another whose request takes longer',
    requires,
    async run(context) {
      const { line, arrived } = await openLine(context)
      const commands = await manyCommands(context, 4)
      await context.far.planRequests(['hold'])
      for (const command of commands) line.write(command)
      await anotherLine(context)
      await context.far.planRequests([])
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustEqual(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'L5/request-failed',
    rule: 'L5',
    title: 'lets no command overtake another whose request has failed',
    requires,
    async run(context) {
      const { line, arrived } = await openLine(context)
      const commands = await manyCommands(context, 3)
      await context.far.planRequests(['fail'])
      for (const command of commands) line.write(command)
      await context.until(
        'all commands have arrived, or the link reports its line as lost',
        async () => line.isLost || (await arrived()).length >= commands.length,
      )
      await anotherLine(context)
      const ids = (await arrived()).map(({ id }) => id)
      must(
        ids.every((id, place) => id === commands[place]?.id),
        `the commands that arrived are not the first of those given: ${inspect(ids)}`,
      )
    },
  },
]
