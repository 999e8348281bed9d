import type { ReadMark } from '@chat-transport/core'
import type {
  Appended,
  Claim,
  Claimed,
  EventToStore,
  JoinedEvent,
  SessionRecord,
  SessionStore,
  StoredEvent,
  StoredSession,
} from '@chat-transport/backend'
import { isOutOfMemory } from '../connection/connection.ts'
import { listOf, storedEvent, storedSession, type Answer } from './answers.ts'
import { Expiry } from './expiry.ts'
import { encoded, type Keys } from './keys.ts'
import type { RunScript } from './run-script.ts'
import { argumentsOf } from './session-calls.ts'
import type { SessionIndex } from './session-index.ts'

export interface SessionsSetting {
  readonly keys: Keys
  readonly run: RunScript
  /** In a cluster. Else the indexes are kept by the scripts of the sessions. */
  readonly index: SessionIndex | undefined
}

/** The sessions of a server, or of a cluster. */
export class ValkeySessions implements Omit<SessionStore, 'expiry'> {
  readonly expiry: Expiry
  readonly #keys: Keys
  readonly #run: RunScript
  readonly #index: SessionIndex | undefined

  constructor(setting: SessionsSetting) {
    this.#keys = setting.keys
    this.#run = setting.run
    this.#index = setting.index
    this.expiry = new Expiry(setting)
  }

  async create(record: SessionRecord, joined: JoinedEvent, claim: Claim): Promise<StoredSession> {
    const known = await this.#reserve(record.id, joined, claim)
    if (known) return known
    const indexKeys = this.#index ? [] : this.#indexKeys(joined, claim)
    const args = argumentsOf.create(record, joined, claim)
    const answer = await this.#run('create', { keys: [...this.#inSlot(record.id), ...indexKeys], args })
    const [outcome, session] = listOf(answer)
    if (outcome === 'made' || outcome === 'known') return storedSession(session)
    if (outcome === 'taken') throw new Error('there is another session with this id')
    throw new Error('the start has taken too long, and another one may have been made instead. It can be repeated')
  }

  async find(sessionId: string): Promise<StoredSession | undefined> {
    const answer = await this.#run('find', { keys: [this.#keys.session(sessionId)], args: [] })
    return answer === null ? undefined : storedSession(answer as Answer)
  }

  async claim(sessionId: string, claim: Claim): Promise<Claimed> {
    const key = this.#keys.session(sessionId)
    if (claim.join) await this.#index?.touch(this.#keys.start(claim.device.startId), key)
    const answer = await this.#run('claim', { keys: this.#inSlot(sessionId), args: argumentsOf.claim(claim) })
    const [outcome, session, forgotten = [], epoch] = listOf(answer)
    const starts = listOf(forgotten).map((start) => this.#keys.startOf(String(start)))
    if (starts.length > 0) await this.#index?.drop(starts, key)
    return (session ? { outcome, session: storedSession(session), epoch: Number(epoch ?? 0) } : { outcome }) as Claimed
  }

  async append(sessionId: string, event: EventToStore): Promise<Appended> {
    const user = event.visitor?.user
    const userKeys = user ? [this.#keys.user(user.id)] : []
    for (const userKey of userKeys) await this.#index?.touch(userKey, this.#keys.session(sessionId))
    const call = {
      keys: [...this.#inSlot(sessionId), ...(this.#index ? [] : userKeys)],
      args: argumentsOf.append(event),
    }
    const answer = await this.#run(event.isEnd ? 'end' : 'append', call).catch(async (cause: unknown) => {
      // Without memory the event cannot be appended, but it may have been before.
      const settled = isOutOfMemory(cause) ? await this.#run('settled', call) : null
      if (settled === null) throw cause
      return settled
    })
    const [outcome, what] = listOf(answer)
    if (outcome === 'appended') return { outcome, event: { index: Number(what), json: event.json } }
    if (outcome === 'repeated') return { outcome, event: storedEvent(what) }
    return (outcome === 'ended' ? { outcome, head: Number(what) } : { outcome }) as Appended
  }

  async committed(sessionId: string, commandId: string): Promise<StoredEvent | undefined> {
    const answer = await this.#run('committed', {
      keys: [this.#keys.session(sessionId)],
      args: [encoded(commandId)],
    })
    return answer === null ? undefined : storedEvent(answer as Answer)
  }

  async read(sessionId: string, after: number, maxBytes: number): Promise<readonly StoredEvent[]> {
    const keys = [this.#keys.session(sessionId)]
    const [first, ...texts] = listOf(await this.#run('read', { keys, args: [after, maxBytes] }))
    return texts.map((json, place) => ({ index: Number(first) + place, json: String(json) }))
  }

  async markRead(sessionId: string, mark: ReadMark): Promise<boolean> {
    const args = [encoded(mark.party.id), mark.upTo, JSON.stringify(mark)]
    return (await this.#run('markRead', { keys: [this.#keys.session(sessionId)], args })) === 1
  }

  async remove(sessionId: string): Promise<void> {
    await this.expiry.removeKeys([this.#keys.session(sessionId)])
  }

  /** The keys of the session and of what changes with it, in one slot. */
  #inSlot(sessionId: string): readonly string[] {
    const key = this.#keys.session(sessionId)
    return [key, this.#keys.expiryOf(key)]
  }

  #indexKeys({ visitor }: JoinedEvent, { device }: Claim): readonly string[] {
    const start = this.#keys.start(device.startId)
    return visitor.user ? [start, this.#keys.user(visitor.user.id)] : [start]
  }

  /**
   * Of starts that overlap, one at a time goes on: first of those with its id, and then of those of its user. Always in this order,
   * so that no two wait for each other.
   */
  async #reserve(sessionId: string, joined: JoinedEvent, claim: Claim): Promise<StoredSession | undefined> {
    const index = this.#index
    if (!index) return undefined
    const key = this.#keys.session(sessionId)
    const [startKey = '', userKey] = this.#indexKeys(joined, claim)
    const ofStart = await index.reserve({ kind: 'start', id: encoded(claim.device.startId), key: startKey }, key)
    if (ofStart || userKey === undefined) return ofStart
    if (!claim.join) {
      await index.touch(userKey, key)
      return undefined
    }
    const ofUser = await index.reserve({ kind: 'user', id: encoded(joined.visitor.user?.id ?? ''), key: userKey }, key)
    if (ofUser) await index.drop([startKey], key)
    return ofUser
  }
}
