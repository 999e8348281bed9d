import { isTranscriptCommand } from '@chat-transport/core'
import type { ChatCommand, EventError, TranscriptCommand, TranscriptEvent } from '@chat-transport/core'
import type { BackendSession } from '../application/backend-session.ts'
import type { SessionCore } from '../application/session-core.ts'
import { parseCommand, readableId, readableType } from '../commands/parse-command.ts'
import { ChatRefusal, executionFailed, unknownSession } from '../commands/refusal.ts'
import type { BackendSettings } from './backend-settings.ts'
import { commandDraft } from './command-draft.ts'
import { decorateCommand } from './decorate-command.ts'
import type { SessionLog } from './session-log.ts'

/**
 * Runs one command of the visitor, valid or not. The result is for the page that sent it: the refusal, or the event of the same
 * command if it was accepted before. A command that is new has no result, because everybody receives its event. Never rejects.
 */
export type RunCommand = (input: unknown) => Promise<EventError | TranscriptEvent | undefined>

export interface CommandHost {
  readonly core: SessionCore
  /** The same session as decorators see it. */
  readonly session: BackendSession
  readonly settings: BackendSettings
  readonly log: SessionLog
}

export async function runCommand(host: CommandHost, input: unknown): ReturnType<RunCommand> {
  const { log } = host
  const [type, id] = [readableType(input), readableId(input)]
  try {
    const earlier = await run(host, input, id)
    if (earlier) log.repeated(type, id)
    else log.accepted(type, id)
    return earlier
  } catch (cause) {
    const refusal = asRefusal(log, cause)
    log.refused(refusal.code, type, id)
    return refusal.toEvent(id)
  }
}

/**
 * A command that was accepted stays accepted, even if its repeat is invalid or a decorator would refuse it now. `append`
 * recognizes repeats, so the store is asked for an earlier event only if there is sure to be one, or after a refusal.
 */
async function run(host: CommandHost, input: unknown, id: string | undefined): Promise<TranscriptEvent | undefined> {
  const { transcript } = host.core
  const known = id !== undefined && transcript.hasAccepted(id) && (await transcript.committed(id))
  if (known) return known
  let command: ChatCommand
  try {
    command = await check(host, input)
  } catch (refusal) {
    const earlier = id === undefined ? undefined : await transcript.committed(id)
    if (earlier) return earlier
    throw refusal
  }
  return perform(host.core, command)
}

async function check({ core, session, settings }: CommandHost, input: unknown): Promise<ChatCommand> {
  const command = parseCommand(input, settings.limits.maxMessageBytes)
  // Decorators see no command of an ended session. A transcript command is refused by the store, unless it is a repeat.
  if (core.status !== 'ended') return decorateCommand(command, session, settings)
  if (isTranscriptCommand(command)) return command
  throw sessionHasEnded()
}

async function perform(core: SessionCore, command: ChatCommand): Promise<TranscriptEvent | undefined> {
  if (isTranscriptCommand(command)) return commit(core, command)
  const { party } = core.record
  if (command.type === 'MarkRead') await core.markRead({ party, upTo: command.upTo })
  else core.visitorTypes(command.isTyping)
  return undefined
}

async function commit(core: SessionCore, command: TranscriptCommand): Promise<TranscriptEvent | undefined> {
  const appended = await core.append(command.id, commandDraft(command, core.record.party, core.clock.now()))
  switch (appended.outcome) {
    case 'appended':
      return undefined
    case 'repeated':
      return appended.event
    case 'ended':
      throw sessionHasEnded()
    case 'unknown':
      throw unknownSession()
  }
}

const sessionHasEnded = () => executionFailed('the chat session has ended')

/** Other errors are failures of application code: their text is for the log, not for visitors. */
function asRefusal(log: SessionLog, cause: unknown): ChatRefusal {
  if (cause instanceof ChatRefusal) return cause
  log.commandFailed(cause)
  return executionFailed('see the log of the chat server')
}
