import { answering, keeps, without, type BrokenStore } from './broken-store.ts'

const broken = (name: string, bug: string) => ['S1', name, bug] as const

/** How sessions are made and found: S1. */
export const brokenSessions: readonly BrokenStore[] = [
  keeps(broken('no-subject', 'drops the subject'), (store) =>
    answering(store, (session) => {
      return { ...session, record: without(session.record, 'subject') }
    }),
  ),
  keeps(broken('empty-subject', 'gives an empty subject to a session without one'), (store) =>
    answering(store, (session) => ({ ...session, record: { subject: '', ...session.record } })),
  ),
  keeps(broken('from-zero', 'counts events from 0'), (store) =>
    answering(store, (session) => ({ ...session, first: session.first - 1, head: session.head - 1 })),
  ),
  keeps(broken('no-devices', 'answers a start without its device'), (store) => ({
    create: async (...start) => ({ ...(await store.create(...start)), devices: [] }),
  })),
  keeps(broken('throws-for-unknown', 'rejects when it does not find a session'), (store) => ({
    async find(sessionId) {
      const session = await store.find(sessionId)
      if (!session) throw new Error('no row')
      return session
    },
  })),
  keeps(broken('unknown-is-forgotten', 'takes an unknown session for an unknown device'), (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      return claimed.outcome === 'unknown' ? { outcome: 'forgotten' } : claimed
    },
  })),
  keeps(broken('no-first-event', 'keeps no event of the start'), (store) => ({
    read: async (...asked) => (await store.read(...asked)).filter(({ index }) => index > 1),
  })),
  keeps(broken('one-head', 'has one head for all sessions'), (store) => {
    let head = 1
    return {
      ...answering(store, (session) => ({ ...session, head })),
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (appended.outcome === 'appended') head = appended.event.index
        return appended
      },
    }
  }),
]
