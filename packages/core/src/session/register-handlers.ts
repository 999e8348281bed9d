import type { EventHandler } from './handlers.ts'
import type { SessionEventMap, SessionEventName, SessionEvents } from './session-events.ts'

/** Registers a handler; returns the function that removes it. */
export type RegisterHandler<Name extends SessionEventName> = (
  handler: EventHandler<SessionEventMap[Name]>,
) => () => void

/** Each event that a page can register for. */
const eventNames = {
  messageReceived: true,
  typing: true,
  participantJoined: true,
  participantLeft: true,
  participantUpdated: true,
  notice: true,
  read: true,
  error: true,
  interrupted: true,
  continued: true,
  statusChanged: true,
  sessionEnded: true,
  transcriptChanged: true,
  changed: true,
} satisfies Record<SessionEventName, true>
type Registers = { readonly [Name in SessionEventName as `on${Capitalize<Name>}`]: RegisterHandler<Name> }

/** `onTyping` for `typing`, and so on. */
export function registers({ events }: { readonly events: SessionEvents }): Registers {
  const entries = Object.entries(eventNames).map(([name]) => [
    `on${name[0]?.toUpperCase()}${name.slice(1)}`,
    (handler: EventHandler<unknown>) => events.on(name as SessionEventName, handler),
  ])
  return Object.fromEntries(entries) as Registers
}
