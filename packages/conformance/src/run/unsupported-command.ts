import { isTranscriptCommand } from '@chat-transport/core'
import type { ChatCommand } from '@chat-transport/core'
import type { CaseContext } from '../case/conformance-case.ts'
import { must, NotOffered } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectedPage } from '../fixtures/page.ts'
import { sampleCommand } from '../case/sample-commands.ts'

/**
 * Sends a command that the transport declares `unsupported`, and checks that it has no effect: a false declaration would hide
 * the command from every page. Rejects with `NotOffered` if the declaration is true.
 */
export async function tryUnsupported(context: CaseContext, type: ChatCommand['type']): Promise<never> {
  const { page, session } = await connectedPage(context)
  const command = sampleCommand(type)
  void page.send(command) // it may be refused in any way
  await passMarker(context) // by then it has arrived, if it does
  const marker = await context.far.say(session.sessionId, 'marker').catch(() => undefined) // a session that was left is over
  if (marker !== undefined) await page.has(marker)
  const answers = page.answersTo(command)
  const refused = answers.some((event) => typeOf(event) === 'EventError')
  const arrived = (await context.far.commands(session.sessionId)).some(({ id }) => id === command.id)
  const worked = isTranscriptCommand(command) ? answers.length > 0 : arrived
  must(refused || !worked, `the transport declares ${type} unsupported, but it works`)
  throw new NotOffered(`the transport declares ${type} unsupported`)
}
