import type {
  EventMessage,
  EventNotice,
  EventRead,
  EventSessionEnded,
  EventTyping,
  EventUserDataUpdated,
  Logger,
  Party,
  TranscriptEvent,
} from '@chat-transport/core'

/** What agents and consoles hear of a session. All but `transcript`, `visitor…` and `ended` are the visitor's doing. */
export interface BackendSessionEventMap {
  message: EventMessage
  notice: EventNotice
  userData: EventUserDataUpdated
  typing: EventTyping
  read: EventRead
  /** Every transcript event, whoever caused it. */
  transcript: TranscriptEvent
  /** A page of the visitor has connected. */
  visitorAttached: { readonly pageId: string }
  /** The visitor's connection is gone; they may come back until the session expires. */
  visitorDetached: { readonly pageId: string }
  /** The visitor has left for good. */
  visitorLeft: EventSessionEnded
  /** The session is over: with the last event of its transcript, or because nobody came back (`'expired'`). */
  ended: { readonly reason: string; readonly event?: EventSessionEnded }
}

export type BackendSessionHandler<Name extends keyof BackendSessionEventMap> = (
  event: BackendSessionEventMap[Name],
) => unknown

/** Hands events to handlers. A handler that throws or rejects stops neither the others nor the session. */
export class SessionEvents {
  readonly #handlers = new Map<string, Set<(event: never) => unknown>>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  on<Name extends keyof BackendSessionEventMap>(name: Name, handler: BackendSessionHandler<Name>): () => void {
    if (typeof handler !== 'function') throw new TypeError(`unable to listen for "${name}": the handler is no function`)
    const handlers = this.#handlers.get(name) ?? new Set()
    this.#handlers.set(name, handlers)
    // Each registration counts, also of the same function.
    const entry = (event: BackendSessionEventMap[Name]) => handler(event)
    handlers.add(entry)
    return () => void handlers.delete(entry)
  }

  /** A transcript event, under each name that fits. */
  tell(event: TranscriptEvent, visitor: Party): void {
    this.emit('transcript', event)
    if (event.type === 'EventSessionEnded') return this.#tellEnd(event)
    if (event.party.id !== visitor.id) return
    if (event.type === 'EventMessage') this.emit('message', event)
    else if (event.type === 'EventNotice') this.emit('notice', event)
    else if (event.type === 'EventUserDataUpdated') this.emit('userData', event)
  }

  #tellEnd(event: EventSessionEnded): void {
    // Only the visitor ends a session by a command.
    if (event.commandId !== undefined) this.emit('visitorLeft', event)
    this.emit('ended', { reason: event.reason, event })
  }

  emit<Name extends keyof BackendSessionEventMap>(name: Name, event: BackendSessionEventMap[Name]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      callSafely(
        () => handler(event as never),
        (cause) => this.#logger.error(`a session handler for "${name}" failed`, cause),
      )
    }
  }
}

/** Runs application code that may be asynchronous, and reports its failure instead of passing it on. */
export function callSafely(run: () => unknown, failed: (cause: unknown) => void): void {
  try {
    const result = run()
    if (result instanceof Promise) result.catch(failed)
  } catch (cause) {
    failed(cause)
  }
}
