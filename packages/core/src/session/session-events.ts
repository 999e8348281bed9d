import type { Clock } from '../platform/clock.ts'
import { createHandlers, type EventHandler } from './handlers.ts'
import { inMicrotask } from '../platform/in-microtask.ts'
import type { Logger } from '../platform/logger.ts'
import type {
  EventError,
  EventMessage,
  EventNotice,
  EventParticipantJoined,
  EventParticipantLeft,
  EventParticipantUpdated,
  EventRead,
  EventSessionEnded,
  EventTyping,
} from '../protocol/protocol.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'
import type { Connectivity } from '../transport/transport.ts'

/** A session's connectivity, or `'ended'`. `'closed'`: this page has let go of it. */
export type SessionStatus = Connectivity | 'ended'

/** A change of `session.status`. */
export interface StatusChange {
  readonly current: SessionStatus
  readonly previous: SessionStatus
  /** Epoch milliseconds; for `reconnecting` and `interrupted` the last proof of life. */
  readonly since: number
  readonly cause?: Error
}

/** An event of the transcript; `replayed` when an earlier page of this visitor had already seen it. */
export type Replayable<Event> = Event & { readonly replayed?: true }

/** Why a session is over in this page. */
export interface SessionEnded {
  /**
   * `'left'`, `'expired'`, `'refused'`, `'taken-over'`, or the server's own reason; `'unknown'` when its goodbye could not be
   * read.
   */
  readonly reason: string
  /** The server's goodbye, when there was one. */
  readonly event?: EventSessionEnded
  /** With `'expired'`: the `ChatError` 152; with `'refused'`: the server's error. */
  readonly cause?: unknown
}

/** The visitor has been signed out. */
export interface SignedOut {
  /** By `signOut()` of this very chat. Otherwise in another page, of the session that is live here, or over and still shown. */
  readonly inThisPage: boolean
}

/** What a session tells: the event's name, and the one object its handlers get. */
export interface SessionEventMap {
  messageReceived: Replayable<EventMessage>
  typing: EventTyping
  participantJoined: Replayable<EventParticipantJoined>
  participantLeft: Replayable<EventParticipantLeft>
  participantUpdated: Replayable<EventParticipantUpdated>
  notice: Replayable<EventNotice>
  read: EventRead
  error: EventError
  interrupted: StatusChange
  continued: StatusChange
  statusChanged: StatusChange
  sessionEnded: SessionEnded
  changed: void
  transcriptChanged: { readonly transcript: readonly TranscriptEntry[] }
}
/** What a session tells, by name. */
export type SessionEventName = keyof SessionEventMap

export interface SessionEventsOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** What `transcriptChanged` hands on. */
  transcript(): readonly TranscriptEntry[]
}

/**
 * One queue for everything a session tells. It is held until one task after the first handler is registered, so that
 * handlers registered together all get everything, in order, from the beginning.
 */
export function createSessionEvents({ clock, logger, transcript }: SessionEventsOptions) {
  type Handlers = { [Name in SessionEventName]: ReturnType<typeof createHandlers<SessionEventMap[Name]>> }
  const handlers: Partial<Handlers> = {}
  let state: 'held' | 'due' | 'flowing' | 'dispatching' = 'held'
  let queue: (() => void)[] = []
  let changes: 'none' | 'rest' | 'transcript' = 'none'

  const handlersOf = <Name extends SessionEventName>(name: Name): Handlers[Name] =>
    (handlers[name] ??= createHandlers<SessionEventMap[Name]>(logger) as Handlers[Name])

  const dispatch = () => {
    state = 'dispatching'
    // What a handler causes is told after what was already waiting. A `for…of` over an array sees what is pushed meanwhile.
    for (const call of queue) call()
    queue = []
    state = 'flowing'
  }

  /** Tells once for all changes of one turn, right after it and beside the queue: a replay is one change to look at. */
  const tellChanges = () => {
    const of = changes
    changes = 'none'
    const { transcriptChanged, changed } = handlers
    if (of === 'transcript' && transcriptChanged?.size) transcriptChanged.call({ transcript: transcript() })
    changed?.call()
  }
  const tellOf = (what: 'rest' | 'transcript') => {
    if (changes === 'none') inMicrotask(tellChanges)
    if (changes !== 'transcript') changes = what
  }

  return {
    on<Name extends SessionEventName>(name: Name, handler: EventHandler<SessionEventMap[Name]>): () => void {
      const remove = handlersOf(name).add(handler)
      if (state === 'held') {
        state = 'due'
        clock.after(0, dispatch)
      }
      return remove
    },
    emit<Name extends SessionEventName>(name: Name, payload: SessionEventMap[Name]): void {
      queue.push(() => handlersOf(name).call(payload))
      if (state === 'flowing') dispatch()
    },
    /** The transcript has changed, and with it what the page is shown. */
    transcriptChanged: () => tellOf('transcript'),
    /** What the page is shown has changed. */
    changed: () => tellOf('rest'),
  }
}
export type SessionEvents = ReturnType<typeof createSessionEvents>
