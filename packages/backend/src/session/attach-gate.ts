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
import type { Sessions } from './sessions.ts'

const defaultVisitorName = 'Visitor'

/** Checks attaches, and leads each to its session. */
export class AttachGate implements AttachHandler {
  readonly #sessions: Sessions
  readonly #settings: BackendSettings
  readonly #attaching = new Set<Promise<AttachResult>>()
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
    try {
      if (this.#state === 'closed') throw serverNotAvailable('it is shutting down')
      const command = parseAttach(input, this.#settings.limits)
      await this.#authenticate(command, context)
      return await (command.type === 'StartSession' ? this.#start(command, line) : this.#restore(command, line))
    } catch (cause) {
      const refusal = this.#asRefusal(cause)
      this.#settings.logger.info(`attach refused with ${refusal.code}: ${readableType(input)}`)
      return { answer: refusal.toEvent(readableId(input)) }
    }
  }

  async #authenticate({ secret: _secret, ...request }: AttachCommand, context: AttachContext): Promise<void> {
    const { authenticate, boundedWait, hookTimeoutMs } = this.#settings
    const admitted = await boundedWait.within(hookTimeoutMs, () => authenticate(request as AttachRequest, context))
    if (admitted === false) throw new ChatRefusal(ErrorCode.loginFailed, 'login to Chat Server failed')
  }

  async #start(command: StartSession, line: VisitorLine): Promise<AttachResult> {
    const secretHash = await hashSecret(command.secret)
    const { live, created } = await this.#sessions.withRoom(command.id, () => this.#create(command, secretHash))
    if (created) live.log.started()
    return live.attach({ command, line, ...(created && { created }) })
  }

  /** Makes the session, or finds the one that the same start has made before; then there is no `created`. */
  async #create(
    command: StartSession,
    secretHash: string,
  ): Promise<{ readonly live: LiveSession } & Pick<AttachAttempt, 'created'>> {
    const record = this.#newRecord(command, secretHash)
    const joined = toStore({ type: 'EventParticipantJoined', party: record.party, at: record.startedAt })
    const session = await this.#settings.store.create(record, joined, claimOf(command))
    const live = this.#sessions.open(requireSecret(session.record, secretHash))
    return session.record.id === record.id
      ? { live, created: { session, joined: { index: 1, json: joined.json } } }
      : { live }
  }

  /** A session that is live here is known to this process. Another has to be found in the store before it can be claimed. */
  async #restore(command: RestoreSession, line: VisitorLine): Promise<AttachResult> {
    const secretHash = await hashSecret(command.secret)
    const { sessionId } = command
    const known = this.#sessions.find(sessionId)?.live ?? (await this.#settings.store.find(sessionId))
    const live = this.#sessions.open(requireSecret(known?.record, secretHash))
    return live.attach({ command, line })
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

/** A wrong secret gets the same answer as an unknown session, so that guessing teaches nothing. */
function requireSecret(record: SessionRecord | undefined, secretHash: string): SessionRecord {
  if (!record || !sameHash(record.secretHash, secretHash)) throw unknownSession()
  return record
}
