import { guards, toJson } from '@chat-transport/core'

/** Which command it is: its type, and its numbers and flags (`target`, `on`, `before`). What it says is not compared: it may be redacted. */
export function signatureOf(command: unknown): string {
  if (!guards.isObject(command)) return ''
  const places = Object.entries(command).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
  return [command.type, ...places.sort().map((place) => toJson(place))].join(' ')
}

/** Commands that a page sends by the way, when somebody types or looks. Nothing answers them, so a replay asks for none and takes all. */
export const isIncidental = (command: unknown): boolean =>
  guards.isObject(command) && (command.type === 'SendTyping' || command.type === 'MarkRead')
