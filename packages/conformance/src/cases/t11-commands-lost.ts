import type { ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { indexOf } from '../case/event-fields.ts'
import { connectedPage } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T5', 'T4', 'T9', 'T15'] as const

/** A command that crosses the loss of its line: the page sends it again, the transport never does. */
export const commandsLostCases: readonly ConformanceCase[] = [
  {
    id: 'T11/lost-twice',
    rule: 'T11',
    title: 'writes a command as often as the page sends it, however often its line is lost before its event',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'lose' }, { type: 'lose' }])
      for (const loss of [1, 2]) {
        void page.send(command)
        await page.reaches('connected', loss + 1)
      }
      const before = page.answersTo(command).length
      void page.send(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('the command has arrived three times', async () => (await arrived()).length >= 3)
      await passMarker(context)
      mustEqual(await arrived(), [command, command, command], 'the commands that arrived')
      must(before > 0, 'its event was not handed on with what was missed')
      mustEqual(new Set(page.answersTo(command).map(indexOf)).size, 1, 'the number of its places in the transcript')
    },
  },
  {
    id: 'T11/lost-on-the-way',
    rule: 'T11',
    title: 'writes a command that was lost with its line again when the page sends it, and not by itself',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'ignore' }])
      void page.send(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('the command has arrived', async () => (await arrived()).length > 0)
      await context.far.cut()
      await page.reaches('connected', 2)
      await passMarker(context)
      mustEqual(await arrived(), [command], 'the commands that arrived before the page sent it again')
      void page.send(command)
      await context.until('its event is handed on', () => page.answersTo(command).some((event) => indexOf(event)))
      mustEqual(await arrived(), [command, command], 'the commands that arrived')
    },
  },
  {
    id: 'T11/send-settled-by-the-loss',
    rule: 'T11',
    title: 'settles the promise of send when the line is lost before the command is acknowledged',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planRequests(['hold'])
      await context.mayMiss.planCommands([{ type: 'ignore' }]) // if its request is held, it never comes to this
      const sent = page.send(command)
      await passMarker(context)
      await context.far.cut()
      await page.reaches('reconnecting')
      await context.outcome('the promise of send', sent)
      const held = await context.far.planRequests([])
      must((held ?? 0) + (await context.far.commands(session.sessionId)).length > 0, 'the command was never written')
    },
  },
]
