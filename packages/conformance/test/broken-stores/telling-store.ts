import type { SessionListener, SessionStore } from '@chat-transport/backend'

type News = (listener: SessionListener) => void

/** A store whose back ends hear of each other, a moment after it has happened, as over a network. */
export function tellingStore(store: SessionStore): SessionStore {
  const all = new Map<string, Set<{ readonly listener: SessionListener }>>()
  const listeners = (sessionId: string) => [...(all.get(sessionId) ?? [])].map(({ listener }) => listener)
  const tell = (sessionId: string, news: News) => void setImmediate(() => listeners(sessionId).forEach(news))
  const removed = (sessionId: string) => tell(sessionId, (listener) => listener.removed())
  const { expiry } = store
  return {
    ...store,
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      const { backendId, device, pageId } = claim
      if (claimed.outcome === 'held')
        tell(sessionId, (listener) =>
          listener.claimed({ backendId, startId: device.startId, pageId, epoch: claimed.epoch }),
        )
      return claimed
    },
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      const { visitor } = event
      if (appended.outcome === 'appended')
        tell(sessionId, (listener) => listener.appended({ ...appended.event, ...(visitor && { visitor }) }))
      return appended
    },
    async remove(sessionId) {
      const isThere = (await store.find(sessionId)) !== undefined
      await store.remove(sessionId)
      if (isThere) removed(sessionId)
    },
    ...(expiry && {
      expiry: {
        ...expiry,
        async removeExpired(now, limit) {
          const sessionIds = await expiry.removeExpired(now, limit)
          sessionIds.forEach(removed)
          return sessionIds
        },
      },
    }),
    bus: {
      listen(sessionId, listener) {
        const each = { listener }
        const ofSession = all.get(sessionId) ?? new Set()
        all.set(sessionId, ofSession.add(each))
        return { ready: Promise.resolve(), stop: () => void ofSession.delete(each) }
      },
      tell: (sessionId, message) => tell(sessionId, (listener) => listener.told(message)),
    },
  }
}
