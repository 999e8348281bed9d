import type {
  EventMessage,
  EventNotice,
  EventParticipantUpdated,
  EventRead,
  EventSessionEnded,
  EventTyping,
  EventUserDataUpdated,
  Logger,
  Party,
  TranscriptEvent,
} from '@chat-transport/core'
import { Handlers } from './handlers.ts'

/** The events of a session, for agents and consoles. `message` to `read` are caused by the visitor alone. */
export interface BackendSessionEventMap {
  message: EventMessage
  notice: EventNotice
  userData: EventUserDataUpdated
  typing: EventTyping
  read: EventRead
  /** Every transcript event, also those that agents cause. */
  transcript: TranscriptEvent
  /** The visitor has signed in. */
  visitorUpdated: EventParticipantUpdated
  /** A page of the visitor has connected. */
  visitorAttached: { readonly pageId: string }
  /** A page's connection is gone. */
  visitorDetached: { readonly pageId: string }
  /** The visitor has left for good. */
  visitorLeft: EventSessionEnded
  /** Another server has the session now. All handlers are forgotten. */
  moved: { readonly sessionId: string }
  /** The session is over. `event` is missing when nobody came back (`'expired'`) or the back end was closed (`'shutdown'`). */
  ended: { readonly reason: string; readonly event?: EventSessionEnded }
  /** The session can no longer be read here. */
  gone: { readonly reason: string }
}

/** Called with one event object. What it throws, or rejects with, is logged. */
export type BackendSessionHandler<Name extends keyof BackendSessionEventMap> = (
  event: BackendSessionEventMap[Name],
) => unknown

type HandlersByName = { [Name in keyof BackendSessionEventMap]?: Handlers<BackendSessionEventMap[Name]> }

/** Passes the events of one session to its handlers. */
export class SessionEvents {
  readonly #logger: Logger
  /** Only of events that somebody has asked for: most sessions have few handlers, and there may be many sessions. */
  readonly #handlers: HandlersByName = {}

  constructor(logger: Logger) {
    this.#logger = logger
  }

  on<Name extends keyof BackendSessionEventMap>(name: Name, handler: BackendSessionHandler<Name>): () => void {
    const handlers: Handlers<BackendSessionEventMap[Name]> = this.#handlers[name] ?? new Handlers()
    Object.assign(this.#handlers, { [name]: handlers })
    return handlers.add(name, handler)
  }

  emit<Name extends keyof BackendSessionEventMap>(name: Name, event: BackendSessionEventMap[Name]): void {
    this.#handlers[name]?.call(event, (cause) => this.#logger.error(`a session handler for "${name}" failed`, cause))
  }

  /** Another server has the session now: forgets all handlers, and calls those for that. They may register anew. */
  move(sessionId: string): void {
    const { moved } = this.#handlers
    for (const name of Object.keys(this.#handlers)) Reflect.deleteProperty(this.#handlers, name)
    moved?.call({ sessionId }, (cause) => this.#logger.error('a session handler for "moved" failed', cause))
  }

  /** Emits a transcript event under each name that fits. */
  emitTranscript(event: TranscriptEvent, visitor: Party): void {
    this.emit('transcript', event)
    if (event.type === 'EventSessionEnded') return this.#emitEnd(event)
    if (event.party.id !== visitor.id) return
    if (event.type === 'EventMessage') this.emit('message', event)
    else if (event.type === 'EventNotice') this.emit('notice', event)
    else if (event.type === 'EventUserDataUpdated') this.emit('userData', event)
    else if (event.type === 'EventParticipantUpdated') this.emit('visitorUpdated', event)
  }

  #emitEnd(event: EventSessionEnded): void {
    // Only the visitor ends a session by a command.
    if (event.commandId !== undefined) this.emit('visitorLeft', event)
    this.emit('ended', { reason: event.reason, event })
  }
}
