import type { Claimed, SessionStore } from '@chat-transport/backend'

export interface Due {
  readonly sessionId: string
  readonly expiresAt: number
  readonly isEnded: boolean
}

/** What becomes of the time when a session expires. */
export interface ExpiryRules {
  atStart(due: Due): Due
  atClaim(due: Due, expiresAt: number, outcome: Claimed['outcome']): Due
  atRepeatedStart(due: Due, expiresAt: number): Due
  atRenewal(due: Due, expiresAt: number): Due
  atEnd(due: Due, expiresAt: number): Due
  /** Which of those that have expired go, the oldest first. */
  choose(expired: readonly Due[], limit: number): readonly Due[]
  /** Whether it is forgotten with its session. */
  readonly isForgotten: boolean
}

const later = (due: Due, expiresAt: number): Due =>
  due.isEnded || due.expiresAt >= expiresAt ? due : { ...due, expiresAt }

export const rightExpiry: ExpiryRules = {
  atStart: (due) => due,
  atClaim: (due, expiresAt, outcome) => (outcome === 'held' ? later(due, expiresAt) : due),
  atRepeatedStart: (due) => due,
  atRenewal: later,
  atEnd: (due, expiresAt) => ({ ...due, expiresAt, isEnded: true }),
  choose: (expired, limit) => expired.slice(0, limit),
  isForgotten: true,
}

/** A store that also knows when its sessions expire. Its calls must not overlap. */
export function expiringStore(store: SessionStore, changes: Partial<ExpiryRules> = {}): SessionStore {
  const rules = { ...rightExpiry, ...changes }
  const dues = new Map<string, Due>()
  const change = (sessionId: string, changed: (due: Due) => Due) => {
    const due = dues.get(sessionId)
    if (due) dues.set(sessionId, changed(due))
  }
  const remove = async (sessionId: string) => {
    if (rules.isForgotten) dues.delete(sessionId)
    await store.remove(sessionId)
  }
  return {
    ...store,
    async create(record, joined, claim) {
      const session = await store.create(record, joined, claim)
      const { expiresAt } = claim
      if (session.record.id !== record.id) change(session.record.id, (due) => rules.atRepeatedStart(due, expiresAt))
      else dues.set(record.id, rules.atStart({ sessionId: record.id, expiresAt, isEnded: false }))
      return session
    },
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      change(sessionId, (due) => rules.atClaim(due, claim.expiresAt, claimed.outcome))
      return claimed
    },
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      if (appended.outcome === 'appended' && event.isEnd)
        change(sessionId, (due) => rules.atEnd(due, event.expiresAt ?? due.expiresAt))
      return appended
    },
    remove,
    expiry: {
      async renew(sessionIds, expiresAt) {
        for (const sessionId of sessionIds) change(sessionId, (due) => rules.atRenewal(due, expiresAt))
        const found = await Promise.all(sessionIds.map((sessionId) => store.find(sessionId)))
        return sessionIds.filter((_, place) => !found[place])
      },
      async removeExpired(now, limit) {
        const expired = [...dues.values()].filter(({ expiresAt }) => expiresAt <= now)
        const chosen = rules.choose(
          expired.sort((a, b) => a.expiresAt - b.expiresAt),
          limit,
        )
        for (const { sessionId } of chosen) {
          await remove(sessionId)
          dues.delete(sessionId)
        }
        return chosen.map(({ sessionId }) => sessionId)
      },
    },
  }
}
