import type { EventSessionEnded } from '@chat-transport/core'
import { ReadMarks } from './read-marks.ts'
import { RecentSet } from './recent-set.ts'
import type {
  Appended,
  Claim,
  Claimed,
  EventDraft,
  SessionRecord,
  SessionStore,
  StoredSession,
} from './session-store.ts'
import { TranscriptLog } from './transcript-log.ts'

/** More takes of one session than a visitor makes. Beyond it, the oldest pair of attach and page could take again. */
const rememberedTakes = 1000

/** The default store: sessions live in this process, and are lost with it. */
export function memorySessionStore(): SessionStore {
  const sessions = new Map<string, MemorySession>()
  const idsByStart = new Map<string, string>()

  return {
    async create(record, joined, claim) {
      const known = sessions.get(idsByStart.get(record.startId) ?? '')
      if (known) return known.stored()
      const session = new MemorySession(record, joined)
      session.claim(claim)
      sessions.set(record.id, session)
      idsByStart.set(record.startId, record.id)
      return session.stored()
    },
    find: async (sessionId) => sessions.get(sessionId)?.stored(),
    claim: async (sessionId, claim) => sessions.get(sessionId)?.claim(claim) ?? { outcome: 'unknown' },
    append: async (sessionId, commandId, event) =>
      sessions.get(sessionId)?.append(event, commandId) ?? { outcome: 'unknown' },
    committed: async (sessionId, commandId) => sessions.get(sessionId)?.log.committed(commandId),
    read: async (sessionId, after, maxBytes) => sessions.get(sessionId)?.log.read(after, maxBytes) ?? [],
    markRead: async (sessionId, mark) => sessions.get(sessionId)?.reads.advance(mark) ?? false,
    async remove(sessionId) {
      const session = sessions.get(sessionId)
      if (!session) return
      sessions.delete(sessionId)
      idsByStart.delete(session.record.startId)
    },
  }
}

class MemorySession {
  readonly record: SessionRecord
  readonly log: TranscriptLog
  readonly reads = new ReadMarks()
  readonly #takes = new RecentSet(rememberedTakes)
  #holder: string | undefined
  #ended: EventSessionEnded | undefined

  constructor(record: SessionRecord, joined: EventDraft) {
    this.record = record
    this.log = new TranscriptLog({ entries: record.maxTranscriptEvents, bytes: record.maxTranscriptBytes })
    this.log.append(joined, undefined)
  }

  stored(): StoredSession {
    const { first, head } = this.log
    return { record: this.record, first, head, reads: this.reads.list(), ...(this.#ended && { ended: this.#ended }) }
  }

  append(draft: EventDraft, commandId: string | undefined): Appended {
    const earlier = commandId === undefined ? undefined : this.log.committed(commandId)
    if (earlier) return { outcome: 'repeated', event: earlier }
    if (this.#ended) return { outcome: 'ended', head: this.log.head }
    const event = this.log.append(draft, commandId)
    if (event.type === 'EventSessionEnded') this.#ended = event
    return { outcome: 'appended', event }
  }

  claim({ pageId, attachId, take, after }: Claim): Claimed {
    if (after > this.log.head) return { outcome: 'ahead', session: this.stored() }
    const pair = JSON.stringify([attachId, pageId])
    if (take && !this.#takes.has(pair)) {
      this.#takes.add(pair)
      this.#holder = pageId
    }
    this.#holder ??= pageId
    return { outcome: this.#holder === pageId ? 'held' : 'taken', session: this.stored() }
  }
}
