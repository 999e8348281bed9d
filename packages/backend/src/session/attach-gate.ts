import { checkArgument, guards } from '@chat-transport/core'
import type { AttachCommand, RestoreSession, StartSession } from '@chat-transport/core'
import type { Admission } from '../application/admission.ts'
import type { AttachRequest, AuthenticateContext } from '../application/hooks.ts'
import type { ObservedAttach } from '../application/observer.ts'
import { parseAttach, readableId, readableType } from '../commands/parse-command.ts'
import { ChatRefusal, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import type { Device, JoinedEvent, SessionRecord, StoredSession } from '../store/session-store.ts'
import { hashSecret, randomId, sameHash } from '../visitor/secrets.ts'
import type { AttachContext, AttachResult, AttachHandler, VisitorLine } from '../visitor/visitor-line.ts'
import { admit } from './admit.ts'
import { claimOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { LiveSession } from './live-session.ts'
import { toStore } from './session-transcript.ts'
import { visitorAs } from './session-visitor.ts'
import { startBytes } from './sessions.ts'
import type { PlaceRequest, Sessions } from './sessions.ts'

const defaultVisitorName = 'Visitor'

/** An attach that has arrived, and its place in the order of arrival. */
interface Arrival<Command extends AttachCommand = AttachCommand> {
  readonly command: Command
  readonly line: VisitorLine
  readonly context: AuthenticateContext
  readonly arrival: number
}

/** Checks attaches, and leads each to its session. */
export class AttachGate implements AttachHandler {
  readonly #sessions: Sessions
  readonly #settings: BackendSettings
  readonly #attaching = new Set<Promise<AttachResult>>()
  #arrivals = 0
  #state: 'open' | 'closed' = 'open'

  constructor(sessions: Sessions, settings: BackendSettings) {
    this.#sessions = sessions
    this.#settings = settings
  }

  async attach(input: unknown, line: VisitorLine, context: AttachContext = {}): Promise<AttachResult> {
    const attaching = this.#answer(input, line, context)
    this.#attaching.add(attaching)
    try {
      const result = await attaching
      this.#settings.observer.attach(observed(input, context, result))
      return result
    } finally {
      this.#attaching.delete(attaching)
    }
  }

  /** Accepts no more attaches. Resolves when those under way are answered. */
  async close(): Promise<void> {
    this.#state = 'closed'
    await Promise.all(this.#attaching)
  }

  /** Never rejects. */
  async #answer(input: unknown, line: VisitorLine, context: AttachContext): Promise<AttachResult> {
    const place = { line, context, arrival: ++this.#arrivals }
    try {
      if (this.#state === 'closed') throw serverNotAvailable('it is shutting down')
      const command = parseAttach(input, this.#settings.limits)
      const entering =
        command.type === 'StartSession' ? this.#start({ command, ...place }) : this.#restore({ command, ...place })
      return await entering
    } catch (cause) {
      const refusal = this.#asRefusal(cause)
      this.#settings.logger.info(`attach refused with ${refusal.code}: ${readableType(input)}`)
      return { answer: refusal.toEvent(readableId(input)) }
    }
  }

  async #start(arrival: Arrival<StartSession>): Promise<AttachResult> {
    const { command, context } = arrival
    const device = { startId: command.id, secretHash: hashSecret(command.secret) }
    const known = this.#sessions.startedBy(command.id)
    if (known) return this.#enter(known, requireStart(known, device), arrival)
    const request = { address: this.#sessions.places.countStart(context.countedAs) }
    const admission = await this.#admit(arrival)
    if (arrival.line.signal?.aborted) throw serverNotAvailable('the line of this start is gone')
    const join = { maxDevices: this.#settings.oneDevice ? 1 : this.#settings.limits.maxDevices }
    const chosen = await this.#chosenSession(admission)
    if (chosen) return chosen.attach({ ...arrival, device, admission, join })
    const attempt = { ...arrival, device, admission, ...(!this.#settings.sessionOf && { join }) }
    const { live, created } = await this.#sessions.withRoom(request, () => this.#create(attempt, command, request))
    if (created) live.log.started()
    return live.attach({ ...attempt, ...(created && { created }) })
  }

  /** Makes the session, or finds the one that the start belongs to; then there is no `created`. */
  async #create(
    attempt: AttachAttempt,
    command: StartSession,
    request: PlaceRequest,
  ): Promise<{ readonly live: LiveSession } & Pick<AttachAttempt, 'created'>> {
    const record = this.#newRecord(command)
    const joined = joinedEvent(command, attempt.admission, record.startedAt)
    const bytes = startBytes(record, joined.visitor, [attempt.device])
    const session = await this.#sessions.places.createMakingRoom({ ...request, bytes }, () =>
      this.#settings.store.create(record, joined, claimOf(attempt, this.#settings)),
    )
    // Another device has started it: this one has yet to join.
    const isJoining = !session.devices.some(({ startId }) => startId === command.id)
    if (!isJoining) requireStart(session, attempt.device)
    const live = this.#sessions.open(session, isJoining ? undefined : request)
    return session.record.id === record.id
      ? { live, created: { session, joined: { index: 1, json: joined.json } } }
      : { live }
  }

  /** The session that the application wants a start to come to, if it says so. */
  async #chosenSession({ user }: Admission): Promise<LiveSession | undefined> {
    const { boundedWait, hookTimeoutMs, sessionOf, store } = this.#settings
    if (!sessionOf || !user) return undefined
    const sessionId: unknown = await boundedWait.within(hookTimeoutMs, async () => sessionOf(user))
    checkArgument('sessionOf result', sessionId, guards.optional(guards.string))
    if (typeof sessionId !== 'string') return undefined
    const known = this.#sessions.find(sessionId)?.live
    const stored = known ? undefined : await store.find(sessionId)
    const live = known ?? (stored && this.#sessions.open(stored))
    if (live?.status !== 'open') return undefined
    const isOwn = () => live.user?.id === user.id
    checkArgument('sessionOf result', sessionId, guards.guard("the id of one of the user's sessions", isOwn))
    return live
  }

  /** A session that is live here is known to this process. Another has to be found in the store before it can be claimed. */
  async #restore(arrival: Arrival<RestoreSession>): Promise<AttachResult> {
    const { secret, sessionId } = arrival.command
    const secretHash = hashSecret(secret)
    const known = this.#sessions.find(sessionId)?.live
    if (known) return this.#enter(known, requireSecret(known, secretHash), arrival)
    const stored = await this.#settings.store.find(sessionId)
    if (!stored) throw unknownSession()
    const device = requireSecret(stored, secretHash)
    const admission = await this.#admit(arrival)
    return this.#sessions.open(stored).attach({ ...arrival, device, admission })
  }

  async #enter(live: LiveSession, device: Device, arrival: Arrival): Promise<AttachResult> {
    return live.arrive(async () => {
      const admission = await this.#admit(arrival)
      return live.attach({ ...arrival, device, admission })
    })
  }

  /** Comes after the check of the secret, so that who guesses secrets does not reach the application. */
  #admit({ command, context }: Arrival): Promise<Admission> {
    const { auth } = command
    return admit(this.#settings, withoutSecrets(command), { ...context, ...(auth !== undefined && { auth }) })
  }

  #newRecord({ subject, userData = {} }: StartSession): SessionRecord {
    const { maxTranscriptEvents, maxTranscriptBytes } = this.#settings.limits
    return {
      id: randomId(),
      ...(subject !== undefined && { subject }),
      userData: JSON.stringify(userData),
      startedAt: this.#settings.clock.now(),
      maxTranscriptEvents,
      maxTranscriptBytes,
    }
  }

  /** Other errors say nothing about the visitor or the session, so the page is to try again. */
  #asRefusal(cause: unknown): ChatRefusal {
    if (cause instanceof ChatRefusal) return cause
    this.#settings.logger.error('an attach failed', cause)
    return serverNotAvailable('see its log')
  }
}

const results = { EventAttached: 'accepted', EventSessionTaken: 'taken', EventError: 'refused' } as const

function observed(input: unknown, { transport }: AttachContext, { answer }: AttachResult): ObservedAttach {
  return {
    type: readableType(input),
    ...(transport !== undefined && { transport }),
    result: results[answer.type],
    ...(answer.type === 'EventError' && { code: answer.error.code }),
  }
}

/** The first event of a session. The user's name counts, if there is a user who has one. */
function joinedEvent({ nickname }: StartSession, { user }: Admission, at: number): JoinedEvent {
  const party = Object.freeze({ id: randomId(), name: nickname ?? defaultVisitorName, type: 'client' } as const)
  const visitor = user ? visitorAs(user, party) : { party }
  return { ...toStore({ type: 'EventParticipantJoined', party: visitor.party, at }), visitor }
}

function withoutSecrets({ secret: _secret, auth: _auth, ...request }: AttachCommand): AttachRequest {
  return request as AttachRequest
}

type WithDevices = Pick<StoredSession, 'devices'>

/** The device that has the secret. A wrong one gets the same answer as an unknown session, so that guessing teaches nothing. */
function requireSecret({ devices }: WithDevices, secretHash: string): Device {
  const device = devices.filter((one) => sameHash(one.secretHash, secretHash)).at(-1)
  if (!device) throw unknownSession()
  return device
}

/** The device of a start that is repeated. */
function requireStart({ devices }: WithDevices, { startId, secretHash }: Device): Device {
  return requireSecret({ devices: devices.filter((one) => one.startId === startId) }, secretHash)
}
