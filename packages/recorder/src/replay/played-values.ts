import { ChatError, guards, type EventError } from '@chat-transport/core'
import { playedText } from '../format/redacted-text.ts'
import type { Redacted, RecordedError } from '../format/session-log.ts'

/** The ids of the page's commands, by those that they had when they were recorded. */
export type CommandIds = ReadonlyMap<string, string>

/** What was recorded, with texts as long as they were, in answer to the commands that this page has sent. */
export function playedValue(recorded: Redacted, ids: CommandIds): unknown {
  if (typeof recorded === 'string') return playedText(recorded)
  if (Array.isArray(recorded)) return recorded.map((element) => playedValue(element, ids))
  if (!guards.isObject(recorded)) return recorded
  return Object.fromEntries(
    Object.entries(recorded).map(([name, value]) => [
      name,
      name === 'commandId' ? (ids.get(value as string) ?? playedValue(value, ids)) : playedValue(value, ids),
    ]),
  )
}

/** An error of the kind that was recorded. */
export function playedError(recorded: RecordedError, ids: CommandIds): Error {
  const { name, text, cause, event, ...numbers } = recorded
  const message = playedText(text)
  const caused = cause && { cause: playedError(cause, ids) }
  if (name !== 'ChatError') return Object.assign(new Error(message, caused), { name, ...numbers })
  return new ChatError(numbers.code ?? 0, message, {
    ...(event !== undefined && { event: playedValue(event, ids) as EventError }),
    ...caused,
  })
}
