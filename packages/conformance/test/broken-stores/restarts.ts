import type { EventToStore, SessionStore } from '@chat-transport/backend'
import { answering, connects, without, type BrokenStore } from './broken-store.ts'

type Start = Parameters<SessionStore['create']>

/** What only the process knows: S23. */
export const brokenRestarts: readonly BrokenStore[] = [
  connects(['S23', 'reads-in-memory', 'forgets read marks'], (store, { restarts }) =>
    answering(store, (session) => (restarts > 0 ? { ...session, reads: [] } : session)),
  ),
  connects(['S23', 'last-not-written', 'forgets the last event'], (store, { restarts }) => {
    const heads = new Map<string, number>()
    return {
      async append(sessionId, event) {
        if (restarts === 0 || heads.has(sessionId)) return store.append(sessionId, event)
        const appended = await store.append(sessionId, event)
        if (!('event' in appended)) return appended
        heads.set(sessionId, appended.event.index)
        return { ...appended, event: { ...appended.event, index: appended.event.index - 1 } }
      },
    }
  }),
  connects(['S23', 'commands-in-memory', 'forgets commands'], (store, { restarts }) => {
    const own = (commandId: string) => (restarts > 0 ? `${commandId}, ${restarts}` : commandId)
    const renamed = ({ commandId, ...event }: EventToStore): EventToStore => ({
      ...event,
      ...(commandId !== undefined && { commandId: own(commandId) }),
    })
    return {
      append: (sessionId, event) => store.append(sessionId, renamed(event)),
      committed: (sessionId, commandId) => store.committed(sessionId, own(commandId)),
    }
  }),
  connects(['S23', 'epochs-in-memory', 'counts the epochs of devices anew'], (store, { restarts }) => {
    let claims = 0
    return {
      async claim(sessionId, claim) {
        const claimed = await store.claim(sessionId, claim)
        return restarts > 0 && 'epoch' in claimed ? { ...claimed, epoch: ++claims } : claimed
      },
    }
  }),
  connects(['S23', 'holders-in-memory', 'forgets which page holds a session'], (store, { restarts }) => {
    const claimed = new Set<string>()
    return {
      claim(sessionId, claim) {
        const key = `${sessionId} ${claim.device.startId}`
        const isFirst = restarts > 0 && !claimed.has(key) && !claim.take
        claimed.add(key)
        return store.claim(
          sessionId,
          isFirst ? { ...claim, take: true, attachId: `${claim.attachId} ${restarts}` } : claim,
        )
      },
    }
  }),
  connects(['S23', 'takes-in-memory', 'forgets takes'], (store, { restarts }) => ({
    claim: (sessionId, claim) =>
      store.claim(sessionId, restarts > 0 ? { ...claim, attachId: `${claim.attachId} ${restarts}` } : claim),
  })),
  connects(['S23', 'starts-in-memory', 'forgets starts'], (store, { restarts }) => ({
    create(record, joined, claim) {
      const { device } = claim
      const startId = restarts > 0 ? `${device.startId} ${restarts}` : device.startId
      return store.create(record, joined, { ...claim, device: { ...device, startId } })
    },
  })),
  connects(['S23', 'users-in-memory', 'forgets which sessions a user has'], (store, { restarts }) => ({
    create(record, joined, claim) {
      return store.create(record, joined, restarts > 0 ? without(claim, 'join') : claim)
    },
  })),
  connects(['S23', 'ends-in-memory', 'forgets that sessions have ended'], (store, { restarts }) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      if (restarts === 0 || appended.outcome !== 'ended') return appended
      return { outcome: 'appended', event: { index: appended.head + 1, json: event.json } }
    },
  })),
  {
    rule: 'S23',
    name: 'removals-in-memory',
    bug: 'brings sessions back that were removed',
    make() {
      const starts = new Map<string, Start>()
      const removed = new Set<string>()
      return {
        kept: (store) => ({
          ...store,
          create(...start) {
            starts.set(start[0].id, start)
            return store.create(...start)
          },
          remove(sessionId) {
            removed.add(sessionId)
            return store.remove(sessionId)
          },
        }),
        async restarted(kept) {
          for (const sessionId of removed) {
            const start = starts.get(sessionId)
            if (start) await kept.create(...start)
          }
        },
      }
    },
  },
  {
    rule: 'S23',
    name: 'expiry-in-memory',
    bug: 'lets every session live a year longer',
    make() {
      const ids: string[] = []
      return {
        kept: (store) => ({
          ...store,
          create(...start) {
            ids.push(start[0].id)
            return store.create(...start)
          },
        }),
        restarted: async (kept) => void (await kept.expiry?.renew(ids, Date.UTC(2101, 0))),
      }
    },
  },
]
