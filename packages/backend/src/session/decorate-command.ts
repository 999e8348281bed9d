import type { ChatCommand } from '@chat-transport/core'
import type { BackendSession } from '../application/backend-session.ts'
import type { DecoratedCommand } from '../application/decorated-command.ts'
import type { ApplicationContents } from '../commands/application-contents.ts'
import { commandText, parseCommand } from '../commands/parse-command.ts'
import { ChatRefusal } from '../commands/refusal.ts'
import type { BackendSettings } from './backend-settings.ts'

type DecoratorSettings = Pick<BackendSettings, 'boundedWait' | 'contents' | 'decorators' | 'hookTimeoutMs'>

/** Shows `command` to the decorators, one after another, and returns what they make of it. Throws the refusal of one. */
export async function decorateCommand(
  command: DecoratedCommand,
  session: BackendSession,
  { boundedWait, contents, decorators, hookTimeoutMs }: DecoratorSettings,
): Promise<DecoratedCommand> {
  let decorated = command
  for (const decorator of decorators) {
    const shown = decorated
    const result = await boundedWait.within(hookTimeoutMs, () => decorator(shown, session))
    if (result instanceof ChatRefusal) throw result
    decorated = result === decorated ? decorated : await checkDecorated(result, command, contents)
  }
  return decorated
}

/** A wrong result is a mistake of the application, so it must not look like one of the visitor. */
async function checkDecorated(
  result: unknown,
  { type, id }: DecoratedCommand,
  contents: ApplicationContents,
): Promise<DecoratedCommand> {
  const command = await parseDecorated(result, contents)
  if (command.type !== 'Identify' && command.type === type && command.id === id) return command
  throw new TypeError('a decorator must keep the type and the id of a command')
}

async function parseDecorated(result: unknown, contents: ApplicationContents): Promise<ChatCommand> {
  try {
    const command = parseCommand(commandText(result))
    if (command.type !== 'SendMessage') return command
    return { ...command, content: await contents.check(command.content) }
  } catch (cause) {
    throw new TypeError('a decorator must return a valid command', { cause })
  }
}
