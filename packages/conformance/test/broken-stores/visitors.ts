import type { ReadMark } from '@chat-transport/core'
import type { EventToStore, SessionStore, StoredVisitor } from '@chat-transport/backend'
import { answering, connects, counting, keeps, without, type BrokenStore } from './broken-store.ts'

const withoutVisitor = ({ visitor: _none, ...event }: EventToStore): EventToStore => event

/** Answers with visitors of its own. */
function visitors(store: SessionStore) {
  const own = new Map<string, StoredVisitor>()
  return {
    own,
    answers: answering(store, (session) => ({ ...session, visitor: own.get(session.record.id) ?? session.visitor })),
  }
}

/** Who the visitor is: S15. */
const brokenVisitors: readonly BrokenStore[] = [
  keeps(['S15', 'ignores-visitors', 'keeps no visitor that an event tells of'], (store) => ({
    append: (sessionId, event) => store.append(sessionId, withoutVisitor(event)),
  })),
  keeps(['S15', 'users-only', 'keeps no visitor without a user'], (store) => ({
    append: (sessionId, event) => store.append(sessionId, event.visitor?.user ? event : withoutVisitor(event)),
  })),
  keeps(['S15', 'once-known', 'keeps no visitor of a session that has a user'], (store) => ({
    async append(sessionId, event) {
      const { user } = (await store.find(sessionId))?.visitor ?? {}
      const isSame = user !== undefined && user.id === event.visitor?.user?.id
      return store.append(sessionId, isSame ? withoutVisitor(event) : event)
    },
  })),
  keeps(['S15', 'keeps-the-event', 'keeps the event that names another user, without the user'], (store) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      if (appended.outcome === 'other-user') await store.append(sessionId, withoutVisitor(event))
      return appended
    },
  })),
  keeps(['S15', 'by-a-repeat', 'changes the visitor with a repeat'], (store) => {
    const { own, answers } = visitors(store)
    return {
      ...answers,
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (appended.outcome === 'repeated' && event.visitor) own.set(sessionId, event.visitor)
        return appended
      },
    }
  }),
  keeps(['S15', 'after-the-end', 'changes the visitor of a session that has ended'], (store) => {
    const { own, answers } = visitors(store)
    return {
      ...answers,
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (appended.outcome === 'ended' && event.visitor) own.set(sessionId, event.visitor)
        return appended
      },
    }
  }),
  keeps(['S15', 'not-for-claims', 'asks nobody for the user who has become known'], (store) => ({
    async claim(sessionId, claim) {
      const { visitor } = (await store.find(sessionId)) ?? {}
      const isKnownSince = visitor?.party.name === 'Ada King' && visitor.user
      return store.claim(sessionId, { ...(isKnownSince && { userId: isKnownSince.id }), ...claim })
    },
  })),
  connects(['S15', 'looks-then-writes', 'looks whose the session is, and then makes it somebody’s'], (store) => {
    const naming = counting()
    return {
      append: (sessionId, event) =>
        naming.during(async () => {
          const isAlone = naming.underWay === 1 || !event.visitor
          const appended = await store.append(sessionId, event)
          if (isAlone || appended.outcome !== 'other-user') return appended
          return store.append(sessionId, withoutVisitor(event))
        }),
    }
  }),
]

/** The sessions of a user: S16. */
const brokenUsers: readonly BrokenStore[] = [
  keeps(['S16', 'by-start-only', 'makes a session for every start of a user'], (store) => ({
    create: (record, joined, { join: _none, ...claim }) => store.create(record, joined, claim),
  })),
  keeps(['S16', 'also-unasked', 'brings a start to the session of its user, also without `join`'], (store) => ({
    create: (record, joined, claim) => store.create(record, joined, { join: { maxDevices: 10 }, ...claim }),
  })),
  keeps(['S16', 'any-users', 'brings a start to the session of any user'], (store) => {
    let latest = ''
    return {
      async create(record, joined, claim) {
        const known = claim.join && joined.visitor.user && (await store.find(latest))
        if (known && known.visitor.user?.id !== joined.visitor.user?.id) return known
        if (joined.visitor.user) latest = record.id
        return store.create(record, joined, claim)
      },
    }
  }),
  keeps(['S16', 'user-first', 'looks for the user before it looks for the start'], (store) => ({
    async create(record, joined, claim) {
      const startId = `${claim.device.startId} of ${record.id}`
      const isUsers = claim.join && joined.visitor.user
      if (!isUsers) return store.create(record, joined, claim)
      const session = await store.create(record, joined, { ...claim, device: { ...claim.device, startId } })
      if (session.record.id !== record.id) return session
      await store.remove(record.id)
      return store.create(record, joined, claim)
    },
  })),
  keeps(['S16', 'the-oldest', 'chooses the session that the user got first'], (store) => {
    const oldest = new Map<string, string>()
    return {
      async create(record, joined, claim) {
        const userId = joined.visitor.user?.id ?? ''
        const session = await store.create(record, joined, claim)
        const isMade = session.record.id === record.id
        if (isMade && userId !== '' && !oldest.has(userId)) oldest.set(userId, record.id)
        const isKnownStart = session.devices.some(({ startId }) => startId === claim.device.startId)
        return isMade || isKnownStart ? session : ((await store.find(oldest.get(userId) ?? '')) ?? session)
      },
    }
  }),
  keeps(['S16', 'only-by-start', 'does not find the session in which a user has become known'], (store) => {
    const { own, answers } = visitors(store)
    return {
      ...answers,
      async append(sessionId, event) {
        const known = (await answers.find(sessionId))?.visitor.user
        const named = event.visitor?.user
        if (!event.visitor || !named) return store.append(sessionId, event)
        if (known && known.id !== named.id) return { outcome: 'other-user' }
        const appended = await store.append(sessionId, withoutVisitor(event))
        if (appended.outcome === 'appended') own.set(sessionId, event.visitor)
        return appended
      },
      async claim(sessionId, claim) {
        const { user } = own.get(sessionId) ?? {}
        return user && user.id !== claim.userId ? { outcome: 'other-user' } : answers.claim(sessionId, claim)
      },
    }
  }),
  keeps(['S16', 'ended-stay', 'brings a start to a session that has ended'], (store) => {
    const ended = new Map<string, string>()
    return {
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        const { user } = (await store.find(sessionId))?.visitor ?? {}
        if (event.isEnd && user && appended.outcome === 'appended') ended.set(user.id, sessionId)
        return appended
      },
      async create(record, joined, claim) {
        const known = claim.join && (await store.find(ended.get(joined.visitor.user?.id ?? '') ?? ''))
        return known ? known : store.create(record, joined, claim)
      },
    }
  }),
  keeps(['S16', 'adds-the-device', 'adds the device of a start that comes to the session of its user'], (store) => ({
    async create(record, joined, claim) {
      const session = await store.create(record, joined, claim)
      if (session.record.id !== record.id && claim.join) await store.claim(session.record.id, claim)
      return session
    },
  })),
  connects(['S16', 'looks-then-makes', 'looks for the user’s session, and then makes one'], (store) => {
    const starting = counting()
    return {
      create: (record, joined, claim) =>
        starting.during(() => {
          return store.create(
            record,
            joined,
            starting.underWay > 1 && joined.visitor.user ? without(claim, 'join') : claim,
          )
        }),
    }
  }),
]

/** Keeps read marks on its own. */
function marking(
  store: SessionStore,
  keyOf: (sessionId: string, mark: ReadMark) => string,
  rises: (upTo: number, before: number) => boolean = (upTo, before) => upTo > before,
): Partial<SessionStore> {
  const marks = new Map<string, ReadMark & { readonly sessionId: string }>()
  const ofSession = (id: string) => [...marks.values()].filter(({ sessionId }) => sessionId === id)
  return {
    ...answering(store, (session) => ({
      ...session,
      reads: ofSession(session.record.id).map(({ party, upTo }) => ({ party, upTo })),
    })),
    async markRead(sessionId, mark) {
      if (!(await store.find(sessionId))) return false
      const key = keyOf(sessionId, mark)
      if (!rises(mark.upTo, marks.get(key)?.upTo ?? 0)) return false
      marks.set(key, { ...mark, sessionId })
      return true
    },
    async remove(sessionId) {
      for (const [key, mark] of marks) if (mark.sessionId === sessionId) marks.delete(key)
      await store.remove(sessionId)
    },
  }
}

const byParty = (sessionId: string, { party }: ReadMark) => `${sessionId} ${party.id}`

/** Read marks: S17. */
const brokenReadMarks: readonly BrokenStore[] = [
  keeps(['S17', 'the-last', 'keeps the last mark'], (store) => marking(store, byParty, () => true)),
  keeps(['S17', 'as-text', 'compares marks as texts'], (store) =>
    marking(store, byParty, (upTo, before) => String(upTo) > String(before)),
  ),
  keeps(['S17', 'always-moved', 'says of every mark that it has moved'], (store) => ({
    async markRead(sessionId, mark) {
      await store.markRead(sessionId, mark)
      return (await store.find(sessionId)) !== undefined
    },
  })),
  keeps(['S17', 'one-for-all', 'keeps one mark of a session'], (store) => marking(store, (sessionId) => sessionId)),
  keeps(['S17', 'by-name', 'takes parties of one name for one'], (store) =>
    marking(store, (sessionId, { party }) => `${sessionId} ${party.name}`),
  ),
  keeps(['S17', 'of-all-sessions', 'keeps the mark of a party in all sessions together'], (store) =>
    marking(store, (_sessionId, { party }) => party.id),
  ),
  connects(['S17', 'looks-then-writes', 'reads the mark, and then moves it'], (store) => ({
    async markRead(sessionId, mark) {
      const { reads } = (await store.find(sessionId)) ?? {}
      const before = reads?.find(({ party }) => party.id === mark.party.id)?.upTo ?? 0
      await store.markRead(sessionId, mark)
      return reads !== undefined && mark.upTo > before
    },
  })),
]

export const brokenPeople: readonly BrokenStore[] = [...brokenVisitors, ...brokenUsers, ...brokenReadMarks]
