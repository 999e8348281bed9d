import type { StoredSession } from '@chat-transport/backend'
import { connects, type BrokenStore } from './broken-store.ts'

/** What goes wrong with two connections: S25. */
export const brokenConnections: readonly BrokenStore[] = [
  connects(['S25', 'own-cache', 'finds sessions as the connection has seen them last'], (store, { others }) => {
    const seen = new Map<string, StoredSession>()
    return {
      async find(sessionId) {
        const session = (others > 0 && seen.get(sessionId)) || (await store.find(sessionId))
        if (session) seen.set(sessionId, session)
        return session
      },
    }
  }),
  connects(['S25', 'own-count', 'counts events at each connection'], (store, { others }) => {
    const heads = new Map<string, number>()
    return {
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (others === 0 || appended.outcome !== 'appended') return appended
        const index = (heads.get(sessionId) ?? 1) + 1
        heads.set(sessionId, index)
        return { ...appended, event: { ...appended.event, index } }
      },
    }
  }),
  connects(['S25', 'own-commands', 'knows the commands of each connection'], (store, { others }) => ({
    append: (sessionId, { commandId, ...event }) =>
      store.append(sessionId, {
        ...event,
        ...(commandId !== undefined && { commandId: others > 0 ? `${commandId} ${others}` : commandId }),
      }),
  })),
  connects(['S25', 'own-starts', 'knows the starts of each connection'], (store, { others }) => ({
    create(record, joined, { device, ...claim }) {
      const startId = others > 0 ? `${device.startId} ${others}` : device.startId
      return store.create(record, joined, { ...claim, device: { ...device, startId } })
    },
  })),
  connects(['S25', 'own-users', 'knows the users of each connection'], (store, { others }) => ({
    create(record, joined, claim) {
      const { user, party } = joined.visitor
      const own = user && { ...user, id: others > 0 ? `${user.id} ${others}` : user.id }
      return store.create(record, { ...joined, visitor: { party, ...(own && { user: own }) } }, claim)
    },
  })),
  connects(
    ['S25', 'own-holders', 'lets the pages of a further connection hold the session, too'],
    (store, { others }) => ({
      async claim(...asked) {
        const claimed = await store.claim(...asked)
        return others > 0 && claimed.outcome === 'taken' ? { ...claimed, outcome: 'held' } : claimed
      },
    }),
  ),
  connects(['S25', 'own-marks', 'drops read marks at a further connection'], (store, { others }) => ({
    markRead: async (sessionId, mark) => (others > 0 ? true : store.markRead(sessionId, mark)),
  })),
  {
    rule: 'S25',
    name: 'tells-all',
    bug: 'tells each connection what has expired',
    make() {
      const told = new Set<string>()
      return {
        connection(store, { others }) {
          const { expiry } = store
          if (!expiry) return store
          return {
            ...store,
            expiry: {
              ...expiry,
              async removeExpired(now, limit) {
                const ids = await expiry.removeExpired(now, limit)
                if (others > 0) return [...ids, ...told]
                for (const id of ids) told.add(id)
                return ids
              },
            },
          }
        },
      }
    },
  },
]
