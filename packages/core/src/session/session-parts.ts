import { createAdoption } from '../outbox/adoption.ts'
import { createOutbox } from '../outbox/outbox.ts'
import type { Clock } from '../platform/clock.ts'
import { deferred } from '../platform/deferred.ts'
import type { Logger } from '../platform/logger.ts'
import type { NetworkStatus } from '../platform/network-status.ts'
import type { SavedOutboxes } from '../storage/saved-outboxes.ts'
import type { Saved } from '../storage/saved-session.ts'
import { createTranscript } from '../transcript/transcript.ts'
import type { ChatTransport, ConnectivityChange, PlannedRetry } from '../transport/transport.ts'
import { credentialsFor, type Credentials } from './credentials.ts'
import type { LoadFiles } from './file-sender.ts'
import { createHistory } from './history.ts'
import { createIdentification } from './identification.ts'
import { createParticipants } from './participants.ts'
import type { Progress } from './check-events.ts'
import { createReadMarks } from './read-marks.ts'
import { createSessionEvents, type SignedOut } from './session-events.ts'
import { createSessionIdentity, type Opened } from './session-identity.ts'
import { createSessionState } from './session-state.ts'
import { createTypingWatch } from './typing.ts'

/** What all sessions of one chat share. */
export interface SessionSetup {
  readonly transport: ChatTransport
  readonly saved: Saved
  readonly maxMessages: number
  readonly clock: Clock
  readonly logger: Logger
  readonly network: NetworkStatus
  readonly credentials: Credentials | undefined
  readonly files: LoadFiles | undefined
  readonly typingPreview: boolean
  /** Those who are told when nothing of the session is left here: how many they are, and what tells them. */
  readonly signedOut: { readonly size: number; call(event: SignedOut): void }
}

/** How a session is opened, with what its pages have queued. */
export interface SessionOpening extends Opened {
  readonly outboxes: SavedOutboxes
  /** A page before this one has opened it, or begun to. */
  readonly comesBack: boolean
}

/** Where a session tells what happens to its line, and to its opening. */
export interface SessionBeginning {
  /**
   * Given for a session that the page has before the server has answered, so that its events have to tell of a refusal.
   * Called when what was stored of it has expired: opens it anew, as another session.
   */
  readonly startAnew?: () => void
  /** Opened only to be left: the page does not see it, and what was not sent stays saved for the next session. */
  readonly onlyToLeave?: boolean
  onConnectivity(change: ConnectivityChange): void
  onRetry(retry: PlannedRetry): void
}

/** The parts of one session that know nothing of its line and its end. */
export function createSessionParts(setup: SessionSetup, beginning: SessionBeginning) {
  const { saved, clock, logger, maxMessages } = setup
  const ownKey = saved.newOutboxKey()
  const state = createSessionState()
  const progress: Progress = { position: 0, from: 1, first: 1 }
  const identity = createSessionIdentity()
  const events = createSessionEvents({ clock, logger, transcript: () => transcript.entries })
  const transcript = createTranscript(events.transcriptChanged, () => identity.party)
  const outbox = createOutbox({
    clock,
    logger,
    maxMessages,
    transcript,
    save: (commands) => saved.saveOutbox(ownKey, identity.queueId, commands),
    // A command that has failed is settled too: the next page would only send it again, to be refused again.
    onSettled: (commandId) => adoption.settled(commandId),
    removeSaved: (id) => void saved.removeCommand({ key: ownKey, sessionId: identity.queueId, commandId: id }),
  })
  const adoption = createAdoption({ saved, ownKey, outbox, transcript, identity, state })
  const scope = new AbortController()
  const credentials = credentialsFor(setup.credentials, identity)
  return {
    ...setup,
    ...beginning,
    ownKey,
    state,
    progress,
    identity,
    events,
    transcript,
    outbox,
    adoption,
    /** Aborts when the session is over in this page. */
    scope,
    readMarks: createReadMarks({ clock, changed: events.changed, tell: (event) => events.emit('read', event) }),
    typing: createTypingWatch(clock, (event) => {
      events.changed()
      events.emit('typing', event)
    }),
    participants: createParticipants(),
    credentials,
    history: createHistory({ progress, identity, signal: scope.signal }),
    identification: createIdentification({ credentials, signal: scope.signal }),
    /** Resolves when the page submits its first command. */
    submitted: deferred<void>(),
    /** Settles when the session is attached, or refused. */
    opened: deferred<void>(),
    /** Resolves when the session is over here, and saved or cleared. */
    over: deferred<void>(),
  }
}
export type SessionParts = ReturnType<typeof createSessionParts>
