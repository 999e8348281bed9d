import { isTranscriptCommand } from '@chat-transport/core'
import type { ChatCommand, EventError, TranscriptCommand, TranscriptEvent } from '@chat-transport/core'
import { parseCommand, readableId } from '../commands/command-schemas.ts'
import type { LiveSession } from './live-session.ts'
import { ChatRefusal, executionFailed, unknownSession } from '../commands/refusal.ts'
import type { EventDraft } from '../store/session-store.ts'

/**
 * Runs one command of the visitor, valid or not. What it gives back is for the page that sent it alone: the refusal, or the
 * event by which the same command was accepted before. A new event is its own answer. Never rejects.
 */
export async function answerCommand(
  session: LiveSession,
  input: unknown,
): Promise<EventError | TranscriptEvent | undefined> {
  const id = readableId(input)
  try {
    // Looked up before anything can refuse it: a command that was accepted stays accepted, whatever its repeat holds.
    const earlier = id !== undefined && (await session.transcript.committed(id))
    return earlier || (await run(session, parseCommand(input, session.settings.limits.maxMessageBytes)))
  } catch (cause) {
    return asRefusal(session, cause).toEvent(id)
  }
}

async function run(session: LiveSession, command: ChatCommand): Promise<TranscriptEvent | undefined> {
  if (session.ended) throw executionFailed('the chat session has ended')
  return perform(session, await decorate(session, command))
}

async function decorate(session: LiveSession, command: ChatCommand): Promise<ChatCommand> {
  const { deadlines, decorators, hookTimeoutMs } = session.settings
  let decorated = command
  for (const decorator of decorators) {
    const shown = decorated
    const result = await deadlines.within(hookTimeoutMs, () => decorator(shown, session.surface))
    if (result instanceof ChatRefusal) throw result
    decorated = result === decorated ? decorated : checkDecorated(result, command)
  }
  return decorated
}

/** A decorator is application code: what it makes of a command is checked, and its mistakes are not the visitor's. */
function checkDecorated(result: unknown, { type, id }: ChatCommand): ChatCommand {
  const command = parseDecorated(result)
  if (command.type === type && command.id === id) return command
  throw new TypeError('a decorator must keep the type and the id of a command')
}

function parseDecorated(result: unknown): ChatCommand {
  try {
    return parseCommand(result, Number.POSITIVE_INFINITY)
  } catch (cause) {
    throw new TypeError('a decorator must give back a valid command', { cause })
  }
}

async function perform(session: LiveSession, command: ChatCommand): Promise<TranscriptEvent | undefined> {
  if (isTranscriptCommand(command)) return commit(session, command)
  const { party } = session.record
  if (command.type === 'MarkRead') await session.markRead({ party, upTo: command.upTo })
  else session.events.emit('typing', { type: 'EventTyping', party, isTyping: command.isTyping })
  return undefined
}

async function commit(session: LiveSession, command: TranscriptCommand): Promise<TranscriptEvent | undefined> {
  const appended = await session.append(command.id, draftOf(session, command))
  switch (appended.outcome) {
    case 'appended':
      return undefined
    case 'repeated':
      return appended.event
    case 'ended':
      throw executionFailed('the chat session has ended')
    case 'unknown':
      throw unknownSession()
  }
}

function draftOf(session: LiveSession, command: TranscriptCommand): EventDraft {
  const { party } = session.record
  const caused = { at: session.settings.clock.now(), commandId: command.id }
  switch (command.type) {
    case 'SendMessage':
      return { type: 'EventMessage', party, content: command.content, ...caused }
    case 'SendNotice':
      return { type: 'EventNotice', party, notice: command.notice, ...caused }
    case 'UpdateUserData':
      return { type: 'EventUserDataUpdated', party, userData: command.userData, ...caused }
    case 'LeaveSession':
      return { type: 'EventSessionEnded', reason: 'left', ...caused }
  }
}

/** What is no refusal is a failure of application code: its text is for the log, not for visitors. */
function asRefusal(session: LiveSession, cause: unknown): ChatRefusal {
  if (cause instanceof ChatRefusal) return cause
  session.settings.logger.error(`a command of session ${session.id} failed`, cause)
  return executionFailed('see the log of the chat server')
}
