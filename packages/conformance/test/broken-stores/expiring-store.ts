import type { SessionStore } from '@chat-transport/backend'

interface Due {
  readonly expiresAt: number
  readonly isEnded: boolean
}

/** A store that also knows when its sessions expire. Its calls must not overlap. */
export function expiringStore(store: SessionStore): SessionStore {
  const due = new Map<string, Due>()
  const putOff = (sessionId: string, expiresAt: number) => {
    const known = due.get(sessionId)
    if (known && !known.isEnded && known.expiresAt < expiresAt) due.set(sessionId, { ...known, expiresAt })
  }
  const remove = async (sessionId: string) => {
    due.delete(sessionId)
    await store.remove(sessionId)
  }
  return {
    ...store,
    async create(record, joined, claim) {
      const session = await store.create(record, joined, claim)
      const { expiresAt } = claim
      if (session.record.id === record.id) due.set(record.id, due.get(record.id) ?? { expiresAt, isEnded: false })
      return session
    },
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      if (claimed.outcome === 'held') putOff(sessionId, claim.expiresAt)
      return claimed
    },
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      const { expiresAt = due.get(sessionId)?.expiresAt ?? 0, isEnd } = event
      if (appended.outcome === 'appended' && isEnd) due.set(sessionId, { expiresAt, isEnded: true })
      return appended
    },
    remove,
    expiry: {
      async renew(sessionIds, expiresAt) {
        for (const sessionId of sessionIds) putOff(sessionId, expiresAt)
      },
      async removeExpired(now, limit) {
        const expired = [...due].filter(([, { expiresAt }]) => expiresAt <= now)
        const first = expired.sort(([, a], [, b]) => a.expiresAt - b.expiresAt).slice(0, limit)
        for (const [sessionId] of first) await remove(sessionId)
        return first.map(([sessionId]) => sessionId)
      },
    },
  }
}
