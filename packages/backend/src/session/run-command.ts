import { isTranscriptCommand } from '@chat-transport/core'
import type {
  ChatCommand,
  EventError,
  Identify,
  ReadTranscript,
  TranscriptCommand,
  VisitorContent,
} from '@chat-transport/core'
import { checkChange } from '../application/check-change.ts'
import type { BackendSession } from '../application/backend-session.ts'
import type { SessionCore } from '../application/session-core.ts'
import type { DecoratedCommand } from '../application/decorated-command.ts'
import type { ReceivedCommand } from '../commands/received-command.ts'
import { ChatRefusal, executionFailed, incorrectParameter, unknownSession } from '../commands/refusal.ts'
import { requireUserDataWithin } from '../commands/user-data-size.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import type { Appended } from '../store/session-store.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import type { BackendSettings } from './backend-settings.ts'
import { commandDraft } from './command-draft.ts'
import { decorateCommand } from './decorate-command.ts'
import { identifyVisitor } from './identify-visitor.ts'
import type { SessionLog } from './session-log.ts'

/**
 * Runs one command of the visitor, valid or not. The result is for the page that sent it: the refusal, or the event of the same
 * command if it was accepted before. A command that is new has no result, because everybody receives its event. Never rejects.
 */
export type RunCommand = (
  input: ReceivedCommand,
  from: SessionAttachment,
) => Promise<EventError | CommittedEvent | undefined>

export interface CommandHost {
  readonly core: SessionCore
  /** The same session as decorators see it. */
  readonly session: BackendSession
  readonly settings: BackendSettings
  readonly log: SessionLog
  /** Where the command came from. */
  readonly from: SessionAttachment
}

export async function runCommand(host: CommandHost, input: ReceivedCommand): ReturnType<RunCommand> {
  const { log } = host
  const { observer } = host.settings
  const { type, id } = input
  try {
    const earlier = await run(host, input)
    if (earlier) log.repeated(type, id)
    else log.accepted(type, id)
    observer.command({ type, result: earlier ? 'repeated' : 'accepted' })
    return earlier
  } catch (cause) {
    const refusal = asRefusal(log, cause)
    log.refused(refusal.code, type, id)
    observer.command({ type, result: 'refused', code: refusal.code })
    return refusal.toEvent(id)
  }
}

/**
 * A command that was accepted stays accepted, even if its repeat is invalid or the application would refuse it now. `append`
 * recognizes repeats, so the store is asked for an earlier event only if there is sure to be one, after a refusal, and before
 * the application is asked to log the visitor in.
 */
async function run(host: CommandHost, input: ReceivedCommand): Promise<CommittedEvent | undefined> {
  const { transcript } = host.core
  const { id } = input
  if (id !== undefined && (input.type === 'Identify' || transcript.isKnownRepeat(id))) {
    const known = await transcript.committed(id)
    if (known) return known
  }
  let command: ChatCommand
  try {
    command = await readCommand(host, input)
  } catch (refusal) {
    const earlier = id === undefined ? undefined : await transcript.committed(id)
    if (earlier) return earlier
    throw refusal
  }
  return perform(host, command)
}

function readCommand(host: CommandHost, input: ReceivedCommand): ChatCommand | Promise<ChatCommand> {
  const command = input.parse()
  return needsOnlyParsing(host, command) ? command : checkInSession(host, command)
}

/** Whether neither the application nor a keeper of files has a say in it, as in nearly all that is sent. */
const needsOnlyParsing = ({ settings }: CommandHost, command: ChatCommand): boolean =>
  command.type === 'SendMessage' && command.content.type === 'text' && settings.decorators.length === 0

async function checkInSession(host: CommandHost, parsed: ChatCommand): Promise<ChatCommand> {
  const command = await checkApplicationContent(host, parsed)
  // Nothing happens by it, also in a session that has ended.
  if (command.type === 'ReadTranscript') return command
  // Decorators see no command of an ended session. A transcript command is refused by the store, unless it is a repeat.
  if (host.core.status !== 'ended') return checkInOpenSession(host, command)
  if (isTranscriptCommand(command)) return command
  throw sessionHasEnded()
}

async function checkInOpenSession(
  { core, session, settings }: CommandHost,
  input: DecoratedCommand | Identify,
): Promise<ChatCommand> {
  if (input.type === 'Identify') return input
  const describe = (content: VisitorContent) => core.files.describe(core.record.id, content)
  const decorated = await decorateCommand(await withContent(input, describe), session, settings)
  // Of a file that a decorator names, too, the server knows best.
  const command = await withContent(decorated, describe)
  if (command.type === 'UpdateUserData')
    requireUserDataWithin(settings.limits, core.view.userDataSizeWith(command.userData))
  if (command.type === 'SendMessage') await core.files.claim(core.record.id, command.content)
  if ('target' in command)
    await checkChange(core, core.party, { target: command.target, ownOnly: command.type !== 'React' })
  return command
}

/** What the application itself has to say on content of its own. */
async function checkApplicationContent({ settings }: CommandHost, command: ChatCommand): Promise<ChatCommand> {
  if (command.type !== 'SendMessage') return command
  return { ...command, content: await settings.contents.check(command.content) }
}

async function withContent(
  command: DecoratedCommand,
  change: (content: VisitorContent) => Promise<VisitorContent>,
): Promise<DecoratedCommand> {
  return command.type === 'SendMessage' ? { ...command, content: await change(command.content) } : command
}

async function perform(host: CommandHost, command: ChatCommand): Promise<CommittedEvent | undefined> {
  const { core, from } = host
  if (command.type === 'Identify') return earlierEvent(host, await identifyVisitor(host, command))
  if (isTranscriptCommand(command)) return earlierEvent(host, await commit(host, command))
  if (command.type === 'ReadTranscript') readEarlier(host, command)
  else if (command.type === 'MarkRead') await core.markRead({ party: core.party, upTo: command.upTo }, from)
  else core.visitorTypes(command, from)
  return undefined
}

/** The answer comes when it is its turn: it holds up no other command. */
function readEarlier({ core, from }: CommandHost, command: ReadTranscript): void {
  const { head } = core.transcript
  if (command.before > head + 1) throw incorrectParameter(`before: the newest event is ${head}, got ${command.before}`)
  if (!from.readEarlier(command)) throw executionFailed('another ReadTranscript of the line is not answered yet')
}

const commit = ({ core, from }: CommandHost, command: TranscriptCommand) =>
  core.append(commandDraft(command, core.party, core.clock.now()), { from })

/** The event by which the command was accepted before. Throws if it is not accepted. */
function earlierEvent({ core, from }: CommandHost, appended: Appended): CommittedEvent | undefined {
  switch (appended.outcome) {
    case 'appended':
      return undefined
    case 'repeated':
      return new CommittedEvent(appended.event)
    case 'ended':
      throw sessionHasEnded()
    case 'fenced':
      core.overtaken(from)
      from.leaveCommands()
      return undefined
    case 'other-user':
      throw incorrectParameter('auth: the chat session belongs to another user')
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
