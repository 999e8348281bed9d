import type { SessionStore } from '@chat-transport/backend'
import { connects, counting, without, type BrokenStore } from './broken-store.ts'

type Start = Parameters<SessionStore['create']>

/** What goes wrong only when hundreds of calls overlap: S22. */
export const brokenOverlaps: readonly BrokenStore[] = [
  connects(['S22', 'many-holders', 'lets pages hold a session that have taken it at the same time'], (store) => {
    const claims = counting()
    const holders = new Set<string>()
    return {
      claim: (sessionId, claim) =>
        claims.during(async () => {
          if (claim.take && !claim.join && claims.underWay > 50) holders.add(`${sessionId} ${claim.pageId}`)
          const claimed = await store.claim(sessionId, claim)
          const isHolder = holders.has(`${sessionId} ${claim.pageId}`)
          return claimed.outcome === 'taken' && isHolder ? { ...claimed, outcome: 'held' } : claimed
        }),
    }
  }),
  connects(
    ['S22', 'drops-under-load', 'says of a device that it has joined before it has, and drops some'],
    (store) => {
      const all = counting()
      return {
        append: (...asked) => all.during(() => store.append(...asked)),
        claim: (sessionId, claim) =>
          all.during(async () => {
            const session = all.underWay > 250 && claim.join && (await store.find(sessionId))
            return session ? { outcome: 'held', session, epoch: 1 } : store.claim(sessionId, claim)
          }),
      }
    },
  ),
  connects(['S22', 'comes-back', 'writes a session again that was removed under a claim'], (store) => {
    const claims = counting()
    const starts = new Map<string, Start>()
    return {
      create(...start) {
        starts.set(start[0].id, start)
        return store.create(...start)
      },
      claim: (...asked) => claims.during(() => store.claim(...asked)),
      async remove(sessionId) {
        const start = starts.get(sessionId)
        const isClaimed = claims.underWay > 10
        await store.remove(sessionId)
        if (isClaimed && start) await store.create(...start)
      },
    }
  }),
  connects(['S22', 'becomes-known-late', 'makes sessions of a user while another becomes theirs'], (store) => {
    const naming = counting()
    return {
      append: (sessionId, event) =>
        event.visitor ? naming.during(() => store.append(sessionId, event)) : store.append(sessionId, event),
      create(record, joined, claim) {
        return store.create(record, joined, naming.underWay > 0 ? without(claim, 'join') : claim)
      },
    }
  }),
  connects(['S22', 'gives-what-is-gone', 'gives a session to a page that has just been removed'], (store) => {
    const { expiry } = store
    const sweeps = counting()
    return {
      async claim(sessionId, claim) {
        const session = await store.find(sessionId)
        const claimed = await store.claim(sessionId, claim)
        return claimed.outcome === 'unknown' && session && sweeps.underWay > 0
          ? { outcome: 'held', session, epoch: 1 }
          : claimed
      },
      ...(expiry && {
        expiry: { ...expiry, removeExpired: (...asked) => sweeps.during(() => expiry.removeExpired(...asked)) },
      }),
    }
  }),
]
