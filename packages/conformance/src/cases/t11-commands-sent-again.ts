import type { TranscriptCommand } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { indexOf } from '../case/event-fields.ts'
import { connectedPage, type Page } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T5', 'T4'] as const

/** Sends a command whose first try ends the line: the transport must attach again and write the second try. */
async function mustSendAgain(context: CaseContext, page: Page, sessionId: string): Promise<TranscriptCommand> {
  const command = await transcriptCommand(context)
  void page.send(command)
  await page.reaches('connected', 2)
  void page.send(command)
  await context.until('the same command has arrived twice', async () => {
    const arrived = await context.far.commands(sessionId)
    return arrived.filter(({ id }) => id === command.id).length > 1
  })
  await context.until('its event is handed on', () => page.answersTo(command).some((event) => indexOf(event)))
  return command
}

/** Nobody knows whether such a command was accepted: the line ends, the transport reconnects, and the page sends it again. */
export const commandsSentAgainCases: readonly ConformanceCase[] = [
  ...[50, 100, 101].map((code): ConformanceCase => ({
    id: `T11/command-answered-${code}`,
    rule: 'T11',
    title: `treats the line as lost when a command is answered with ${code}: attaches again, and can send the command again`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const event = { error: { code, description: `answered with ${code}` } }
      await context.far.planCommands([{ type: 'refuse', event }])
      await mustSendAgain(context, page, session.sessionId)
    },
  })),
  {
    id: 'T11/lost-before-the-event',
    rule: 'T11',
    title: 'reconnects when the line is lost before the event of a command, and can send the command again',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.far.planCommands([{ type: 'lose' }])
      const command = await mustSendAgain(context, page, session.sessionId)
      const indexes = new Set(page.answersTo(command).map(indexOf))
      mustEqual(indexes.size, 1, 'the number of places that the command has in the transcript')
    },
  },
]
