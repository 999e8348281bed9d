import { ErrorCode } from '@chat-transport/core'
import type { AttachCommand, StartSession } from '@chat-transport/core'
import type { AttachRequest, BackendSettings } from '../backend-options.ts'
import { parseAttach, readableId } from '../commands/command-schemas.ts'
import type { LiveSession } from './live-session.ts'
import { ChatRefusal, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import { hashSecret, randomId, sameHash } from '../visitor/secrets.ts'
import type { Sessions } from './sessions.ts'
import type { SessionRecord, StoredSession } from '../store/session-store.ts'
import type { AttachContext, AttachResult, VisitorEntrance, VisitorLine } from '../visitor/visitor-line.ts'

const nameOfTheNameless = 'Visitor'

/** Where visitors come in: checks an attach and leads it to its session. */
export class Entrance implements VisitorEntrance {
  readonly #sessions: Sessions
  readonly #settings: BackendSettings
  readonly #attaching = new Set<Promise<AttachResult>>()
  #state: 'open' | 'closed' = 'open'

  constructor(sessions: Sessions) {
    this.#sessions = sessions
    this.#settings = sessions.settings
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

  /** Lets nobody in any more. Resolves when those who were coming in are answered. */
  async close(): Promise<void> {
    this.#state = 'closed'
    await Promise.all(this.#attaching)
  }

  /** Never rejects. */
  async #answer(input: unknown, line: VisitorLine, context: AttachContext): Promise<AttachResult> {
    try {
      if (this.#state === 'closed') throw serverNotAvailable('it is shutting down')
      const command = parseAttach(input, this.#settings.limits.maxMessageBytes)
      await this.#authenticate(command, context)
      const session = await this.#sessionOf(command)
      return await session.attach(command, line)
    } catch (cause) {
      return { answer: this.#asRefusal(cause).toEvent(readableId(input)) }
    }
  }

  async #authenticate({ secret: _secret, ...request }: AttachCommand, context: AttachContext): Promise<void> {
    const { authenticate, deadlines, hookTimeoutMs } = this.#settings
    const admitted = await deadlines.within(hookTimeoutMs, () => authenticate(request as AttachRequest, context))
    if (admitted === false) throw new ChatRefusal(ErrorCode.loginFailed, 'login to Chat Server failed')
  }

  async #sessionOf(command: AttachCommand): Promise<LiveSession> {
    const secretHash = await hashSecret(command.secret)
    if (command.type === 'StartSession')
      return this.#sessions.start(command.id, async () =>
        this.#admit(await this.#create(command, secretHash), secretHash),
      )
    const stored = await this.#settings.store.find(command.sessionId)
    return this.#sessions.open(this.#admit(stored, secretHash))
  }

  #create(command: StartSession, secretHash: string): Promise<StoredSession> {
    const record = this.#newRecord(command, secretHash)
    const joined = { type: 'EventParticipantJoined', party: record.party, at: record.startedAt } as const
    return this.#settings.store.create(record, joined)
  }

  /** The same answer to a wrong secret as to an unknown session: nothing is to be learned by guessing. */
  #admit(stored: StoredSession | undefined, secretHash: string): SessionRecord {
    if (!stored || !sameHash(stored.record.secretHash, secretHash)) throw unknownSession()
    return stored.record
  }

  #newRecord({ id: startId, nickname, subject, userData = {} }: StartSession, secretHash: string): SessionRecord {
    const { maxTranscriptEvents, maxTranscriptBytes } = this.#settings.limits
    return {
      id: randomId(),
      startId,
      secretHash,
      party: Object.freeze({ id: randomId(), name: nickname ?? nameOfTheNameless, type: 'client' }),
      ...(subject !== undefined && { subject }),
      userData,
      startedAt: this.#settings.clock.now(),
      maxTranscriptEvents,
      maxTranscriptBytes,
    }
  }

  /** What is no refusal tells nothing about the visitor or the session: the page is to try again. */
  #asRefusal(cause: unknown): ChatRefusal {
    if (cause instanceof ChatRefusal) return cause
    this.#settings.logger.error('an attach failed', cause)
    return serverNotAvailable('see its log')
  }
}
