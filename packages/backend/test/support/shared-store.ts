import { expiringStore } from '../../../conformance/test/broken-stores/expiring-store.ts'
import { memorySessionStore, type SessionListener, type SessionStore } from '../../src/index.ts'

export interface SharedStore extends SessionStore {
  /** From now on nobody hears anything. */
  deafen(): void
  /** Everybody hears again, and is told that they may have missed something. */
  undeafen(): void
  /** Tells nothing until the function that it returns is called; then all that has happened, in order. */
  hold(): () => void
  /** How many listen to a session. */
  listeners(sessionId: string): number
}

/** A store in memory for several back ends. What it tells comes a moment after it has happened, as over a network. */
export function sharedStore(): SharedStore {
  const store = expiringStore(memorySessionStore())
  const listeners = new Map<string, Set<SessionListener>>()
  let isDeaf = false
  let held: (() => void)[] | undefined
  const of = (sessionId: string) => [...(listeners.get(sessionId) ?? [])]
  const tell = (sessionId: string, what: (listener: SessionListener) => void) => {
    const deliver = () => of(sessionId).forEach(what)
    if (held) held.push(deliver)
    else if (!isDeaf) setImmediate(deliver)
  }
  const removed = (sessionId: string) => tell(sessionId, (listener) => listener.removed())
  const { expiry } = store
  if (!expiry) throw new Error('a shared store has to know when sessions expire')

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
      await store.remove(sessionId)
      removed(sessionId)
    },
    expiry: {
      ...expiry,
      async removeExpired(now, limit) {
        const sessionIds = await expiry.removeExpired(now, limit)
        sessionIds.forEach(removed)
        return sessionIds
      },
    },
    bus: {
      listen(sessionId, listener) {
        const all = listeners.get(sessionId) ?? new Set()
        listeners.set(sessionId, all.add(listener))
        return { ready: Promise.resolve(), stop: () => void all.delete(listener) }
      },
      tell: (sessionId, message) => tell(sessionId, (listener) => listener.told(message)),
    },
    hold() {
      held = []
      return () => {
        for (const deliver of held?.splice(0) ?? []) deliver()
        held = undefined
      }
    },
    deafen: () => void (isDeaf = true),
    undeafen() {
      isDeaf = false
      for (const sessionId of listeners.keys()) tell(sessionId, (listener) => listener.missed())
    },
    listeners: (sessionId) => of(sessionId).length,
  }
}
