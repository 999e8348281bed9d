import { memorySessionStore, type SessionStore } from '@chat-transport/backend'
import type { Gate } from './gate.ts'

/** A store that can delay reads, and can forget everything. */
export interface ForgetfulStore extends SessionStore {
  /** The number of sessions created since it last forgot. */
  readonly sessionsMade: number
  /** It has forgotten a session, and none was created since. */
  readonly forgotten: boolean
  forget(): void
}

export function forgetfulStore(gate: Gate): ForgetfulStore {
  let kept = memorySessionStore()
  let made = new Set<string>()
  let forgotten = false
  return {
    get sessionsMade() {
      return made.size
    },
    get forgotten() {
      return forgotten
    },
    forget() {
      forgotten = made.size > 0
      kept = memorySessionStore()
      made = new Set()
    },
    async create(...start) {
      const stored = await kept.create(...start)
      made.add(stored.record.id)
      forgotten = false
      return stored
    },
    find: (sessionId) => kept.find(sessionId),
    claim: (sessionId, claim) => kept.claim(sessionId, claim),
    append: (...event) => kept.append(...event),
    committed: (sessionId, commandId) => kept.committed(sessionId, commandId),
    async read(sessionId, after, maxBytes) {
      // a slow store returns one event at a time
      const events = await kept.read(sessionId, after, gate.closed ? 1 : maxBytes)
      await gate.pass()
      return events
    },
    markRead: (sessionId, mark) => kept.markRead(sessionId, mark),
    remove: (sessionId) => kept.remove(sessionId),
  }
}
