import type { ReadMark } from '@chat-transport/core'
import type { StoredEvent } from '@chat-transport/backend'
import { answering, connects, expires, keeps, type BrokenStore } from './broken-store.ts'

/** Removal: S18. */
const brokenRemoval: readonly BrokenStore[] = [
  keeps(['S18', 'keeps-all', 'removes nothing'], () => ({ remove: async () => undefined })),
  keeps(['S18', 'hides', 'hides a session that is removed, and still knows its starts and its user'], (store) => {
    const removed = new Set<string>()
    const unlessRemoved = (sessionId: string) => (removed.has(sessionId) ? '' : sessionId)
    return {
      find: (sessionId) => store.find(unlessRemoved(sessionId)),
      claim: (sessionId, claim) => store.claim(unlessRemoved(sessionId), claim),
      append: (sessionId, event) => store.append(unlessRemoved(sessionId), event),
      committed: (sessionId, commandId) => store.committed(unlessRemoved(sessionId), commandId),
      read: (sessionId, ...asked) => store.read(unlessRemoved(sessionId), ...asked),
      markRead: (sessionId, mark) => store.markRead(unlessRemoved(sessionId), mark),
      remove: async (sessionId) => void removed.add(sessionId),
    }
  }),
  keeps(['S18', 'keeps-commands', 'still knows the commands of a session that is removed'], (store) => {
    const all = new Map<string, StoredEvent>()
    const keyOf = (sessionId: string, commandId: string | undefined) => `${sessionId} ${commandId}`
    return {
      committed: async (sessionId, commandId) =>
        all.get(keyOf(sessionId, commandId)) ?? store.committed(sessionId, commandId),
      async append(sessionId, event) {
        const known = all.get(keyOf(sessionId, event.commandId))
        if (known) return { outcome: 'repeated', event: known }
        const appended = await store.append(sessionId, event)
        if (event.commandId !== undefined && appended.outcome === 'appended')
          all.set(keyOf(sessionId, event.commandId), appended.event)
        return appended
      },
    }
  }),
  keeps(['S18', 'keeps-takes', 'still knows the takes of a session that is removed'], (store) => {
    const taken = new Set<string>()
    return {
      claim(sessionId, claim) {
        const key = JSON.stringify([sessionId, claim.attachId, claim.pageId])
        const isRepeat = taken.has(key)
        if (claim.take && claim.after === 0 && claim.attachId === 'b-1') taken.add(key)
        return store.claim(sessionId, isRepeat ? { ...claim, take: false } : claim)
      },
    }
  }),
  keeps(['S18', 'keeps-read-marks', 'still knows the read marks of a session that is removed'], (store) => {
    const marks = new Map<string, readonly ReadMark[]>()
    return {
      ...answering(store, (session) => ({
        ...session,
        reads: [...(marks.get(session.record.id) ?? []), ...session.reads],
      })),
      async remove(sessionId) {
        marks.set(sessionId, (await store.find(sessionId))?.reads ?? [])
        await store.remove(sessionId)
      },
    }
  }),
  keeps(['S18', 'keeps-the-end', 'still knows that a session that is removed has ended'], (store) => {
    const ended = new Map<string, number>()
    return {
      async append(sessionId, event) {
        const head = ended.get(sessionId)
        if (head !== undefined && (await store.find(sessionId))) return { outcome: 'ended', head }
        return store.append(sessionId, event)
      },
      async remove(sessionId) {
        const probe = await store.append(sessionId, { json: '{}', isEnd: true })
        if (probe.outcome === 'ended') ended.set(sessionId, probe.head)
        await store.remove(sessionId)
      },
    }
  }),
  keeps(['S18', 'keeps-devices', 'still knows the starts of further devices of a session that is removed'], (store) => {
    const left = new Set<string>()
    return {
      async remove(sessionId) {
        const others = (await store.find(sessionId))?.devices.slice(1) ?? []
        for (const { startId } of others) left.add(startId)
        await store.remove(sessionId)
      },
      create(record, event, claim) {
        if (left.has(claim.device.startId)) throw new Error('UNIQUE constraint failed: devices.start_id')
        return store.create(record, event, claim)
      },
    }
  }),
  keeps(['S18', 'removes-more', 'removes the session that was made last, too'], (store) => {
    let latest = ''
    return {
      async create(...start) {
        const session = await store.create(...start)
        latest = session.record.id
        return session
      },
      async remove(sessionId) {
        await store.remove(sessionId)
        await store.remove(latest)
      },
    }
  }),
  keeps(['S18', 'throws-for-unknown', 'rejects when there is nothing to remove'], (store) => ({
    async remove(sessionId) {
      if (!(await store.find(sessionId))) throw new Error('no row was deleted')
      await store.remove(sessionId)
    },
  })),
]

const aDay = 86_400_000

/** When sessions expire: S19. */
const brokenExpiry: readonly BrokenStore[] = [
  expires(['S19', 'own-time', 'lets a session expire a day after its start says'], {
    atStart: (due) => ({ ...due, expiresAt: due.expiresAt + aDay }),
  }),
  expires(['S19', 'claims-ignored', 'lets claims put nothing off'], { atClaim: (due) => due }),
  expires(['S19', 'last-claim', 'lets a claim bring it forward'], {
    atClaim: (due, expiresAt, outcome) => (outcome === 'held' && !due.isEnded ? { ...due, expiresAt } : due),
  }),
  expires(['S19', 'refused-claims', 'lets a claim put it off that is refused'], {
    atClaim: (due, expiresAt) => (due.isEnded || due.expiresAt > expiresAt ? due : { ...due, expiresAt }),
  }),
  expires(['S19', 'repeated-starts', 'lets a repeated start put it off'], {
    atRepeatedStart: (due, expiresAt) => ({ ...due, expiresAt }),
  }),
  expires(['S19', 'last-renewal', 'lets `renew` bring it forward'], {
    atRenewal: (due, expiresAt) => (due.isEnded ? due : { ...due, expiresAt }),
  }),
  expires(['S19', 'renews-the-ended', 'renews a session that has ended'], {
    atRenewal: (due, expiresAt) => (due.expiresAt >= expiresAt ? due : { ...due, expiresAt }),
  }),
  expires(['S19', 'claims-of-the-ended', 'lets a claim put off that of a session that has ended'], {
    atClaim: (due, expiresAt, outcome) =>
      outcome !== 'held' || due.expiresAt >= expiresAt ? due : { ...due, expiresAt },
  }),
  expires(['S19', 'end-ignored', 'does not ask the end when the session expires'], {
    atEnd: (due) => ({ ...due, isEnded: true }),
  }),
  expires(['S19', 'end-only-sooner', 'lets the end never put it off'], {
    atEnd: (due, expiresAt) => ({ ...due, expiresAt: Math.min(due.expiresAt, expiresAt), isEnded: true }),
  }),
  keeps(['S19', 'renews-the-first', 'renews the first session alone'], ({ expiry }) => ({
    ...(expiry && {
      expiry: { ...expiry, renew: ([first = '']: readonly string[], time) => expiry.renew([first], time) },
    }),
  })),
  keeps(['S19', 'misses-nobody', 'does not say which sessions it does not know'], ({ expiry }) => ({
    ...(expiry && { expiry: { ...expiry, renew: async (ids, time) => (await expiry.renew(ids, time)).slice(0, 0) } }),
  })),
  keeps(['S19', 'misses-the-ended', 'says of a session that has ended that it does not know it'], (store) => {
    const ended = new Set<string>()
    return {
      async append(id, event) {
        if (event.isEnd) ended.add(id)
        return store.append(id, event)
      },
      ...(store.expiry && {
        expiry: {
          ...store.expiry,
          renew: async (ids, time) => [
            ...((await store.expiry?.renew(ids, time)) ?? []),
            ...ids.filter((id) => ended.has(id)),
          ],
        },
      }),
    }
  }),
  keeps(['S19', 'renews-known-only', 'rejects when it is to renew a session that it does not know'], (store) => ({
    ...(store.expiry && {
      expiry: {
        ...store.expiry,
        async renew(ids, time) {
          for (const id of ids) if (!(await store.find(id))) throw new Error('no row was updated')
          return (await store.expiry?.renew(ids, time)) ?? []
        },
      },
    }),
  })),
]

/** What has expired: S20. */
const brokenSweeps: readonly BrokenStore[] = [
  expires(['S20', 'newest-first', 'removes what expired last first'], {
    choose: (expired, limit) => [...expired].reverse().slice(0, limit),
  }),
  expires(['S20', 'no-limit', 'removes everything that has expired'], { choose: (expired) => expired }),
  expires(['S20', 'ties-together', 'removes all that expire at the same time'], {
    choose: (expired, limit) =>
      expired.filter(({ expiresAt }) => expiresAt <= (expired[limit - 1]?.expiresAt ?? Infinity)),
  }),
  expires(['S20', 'tells-of-removed', 'tells of sessions that were removed before'], { isForgotten: false }),
  keeps(['S20', 'keeps-starts', 'still knows the starts of what has expired'], (store) => {
    const startIds = new Map<string, string>()
    const expired = new Set<string>()
    const { expiry } = store
    return {
      async create(record, joined, claim) {
        const { startId } = claim.device
        if (expired.has(startId)) throw new Error('UNIQUE constraint failed: devices.start_id')
        startIds.set(record.id, startId)
        return store.create(record, joined, claim)
      },
      ...(expiry && {
        expiry: {
          ...expiry,
          async removeExpired(now, limit) {
            const ids = await expiry.removeExpired(now, limit)
            for (const id of ids) expired.add(startIds.get(id) ?? '')
            return ids
          },
        },
      }),
    }
  }),
  connects(['S20', 'looks-then-removes', 'looks what has expired, and then removes it'], ({ expiry }) => {
    let earlier: Promise<readonly string[]> | undefined
    return {
      ...(expiry && {
        expiry: {
          ...expiry,
          removeExpired(now, limit) {
            const looking = (earlier ??= expiry.removeExpired(now, limit))
            void looking.then(() => (earlier = undefined))
            return looking
          },
        },
      }),
    }
  }),
]

export const brokenForgetting: readonly BrokenStore[] = [...brokenRemoval, ...brokenExpiry, ...brokenSweeps]
