import { ErrorCode } from '@chat-transport/core'
import type { AttachCommand, RestoreSession, StartSession } from '@chat-transport/core'
import type { AttachRequest } from '../application/hooks.ts'
import { parseAttach, readableId, readableType } from '../commands/parse-command.ts'
import { ChatRefusal, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import type { SessionRecord } from '../store/session-store.ts'
import { hashSecret, randomId, sameHash } from '../visitor/secrets.ts'
import type { AttachContext, AttachResult, AttachHandler, VisitorLine } from '../visitor/visitor-line.ts'
import { claimOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { LiveSession } from './live-session.ts'
import { toStore } from './session-transcript.ts'
import type { PlaceRequest, Sessions } from './sessions.ts'

const defaultVisitorName = 'Visitor'

/** An attach that has arrived, and its place in the order of arrival. */
interface Arrival<Command extends AttachCommand = AttachCommand> {
  readonly command: Command
  readonly line: VisitorLine
  readonly context: AttachContext
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
      return await attaching
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
      return this.#withUploads(await entering, context)
    } catch (cause) {
      const refusal = this.#asRefusal(cause)
      this.#settings.logger.info(`attach refused with ${refusal.code}: ${readableType(input)}`)
      return { answer: refusal.toEvent(readableId(input)) }
    }
  }

  #withUploads(result: AttachResult, context: AttachContext): AttachResult {
    const known = result.attachment && this.#sessions.find(result.answer.sessionId)
    if (!known) return result
    const { answer, attachment } = result
    return { answer: { ...answer, ...this.#settings.files.uploadsFor(known.live.record, context) }, attachment }
  }

  async #start(arrival: Arrival<StartSession>): Promise<AttachResult> {
    const { command } = arrival
    const secretHash = hashSecret(command.secret)
    const known = this.#sessions.startedBy(command.id)
    if (known) return this.#enter(known, secretHash, arrival)
    const request = { address: this.#sessions.places.countStart(arrival.context.countedAs) }
    await this.#authenticate(arrival)
    if (arrival.line.signal?.aborted) throw serverNotAvailable('the line of this start is gone')
    const record = this.#newRecord(command, secretHash)
    const { live, created } = await this.#sessions.withRoom(request, () => this.#create(record, command, request))
    if (created) live.log.started()
    return live.attach({ ...arrival, ...(created && { created }) })
  }

  /** Makes the session, or finds the one that the same start has made before; then there is no `created`. */
  async #create(
    record: SessionRecord,
    command: StartSession,
    request: PlaceRequest,
  ): Promise<{ readonly live: LiveSession } & Pick<AttachAttempt, 'created'>> {
    const joined = toStore({ type: 'EventParticipantJoined', party: record.party, at: record.startedAt })
    const session = await this.#sessions.places.createMakingRoom(() =>
      this.#settings.store.create(record, joined, claimOf(command)),
    )
    const live = this.#sessions.open(requireSecret(session, record.secretHash), request)
    return session.record.id === record.id
      ? { live, created: { session, joined: { index: 1, json: joined.json } } }
      : { live }
  }

  /** A session that is live here is known to this process. Another has to be found in the store before it can be claimed. */
  async #restore(arrival: Arrival<RestoreSession>): Promise<AttachResult> {
    const { secret, sessionId } = arrival.command
    const secretHash = hashSecret(secret)
    const known = this.#sessions.find(sessionId)?.live
    if (known) return this.#enter(known, secretHash, arrival)
    const stored = requireSecret(await this.#settings.store.find(sessionId), secretHash)
    await this.#authenticate(arrival)
    return this.#sessions.open(stored).attach(arrival)
  }

  async #enter(live: LiveSession, secretHash: string, arrival: Arrival): Promise<AttachResult> {
    requireSecret(live, secretHash)
    return live.arrive(async () => {
      await this.#authenticate(arrival)
      return live.attach(arrival)
    })
  }

  /** Comes after the check of the secret, so that who guesses secrets does not reach the application. */
  async #authenticate({ command, context }: Arrival): Promise<void> {
    const { authenticate, boundedWait, hookTimeoutMs } = this.#settings
    const admitted = await boundedWait.within(hookTimeoutMs, () => authenticate(withoutSecret(command), context))
    if (admitted === false) throw new ChatRefusal(ErrorCode.loginFailed, 'login to Chat Server failed')
  }

  #newRecord({ id: startId, nickname, subject, userData = {} }: StartSession, secretHash: string): SessionRecord {
    const { maxTranscriptEvents, maxTranscriptBytes } = this.#settings.limits
    return {
      id: randomId(),
      startId,
      secretHash,
      party: Object.freeze({ id: randomId(), name: nickname ?? defaultVisitorName, type: 'client' }),
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

function withoutSecret({ secret: _secret, ...request }: AttachCommand): AttachRequest {
  return request as AttachRequest
}

/** A wrong secret gets the same answer as an unknown session, so that guessing teaches nothing. */
function requireSecret<Known extends { readonly record: SessionRecord }>(
  known: Known | undefined,
  secretHash: string,
): Known {
  if (!known || !sameHash(known.record.secretHash, secretHash)) throw unknownSession()
  return known
}
