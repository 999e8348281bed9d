import type { Claim, SessionStore } from '@chat-transport/backend'
import { connects, keeps, type BrokenStore } from './broken-store.ts'
import { anew, claimingLater } from './devices.ts'

/** Changes claims, those of starts included. */
const claiming = (store: SessionStore, change: (claim: Claim) => Claim): Partial<SessionStore> => ({
  create: (record, joined, claim) => store.create(record, joined, change(claim)),
  claim: (sessionId, claim) => store.claim(sessionId, change(claim)),
})

/** Starts: S10. */
const brokenStarts: readonly BrokenStore[] = [
  keeps(['S10', 'makes-another', 'makes another session of a start that is repeated'], (store) => ({
    async create(record, joined, claim) {
      const session = await store.create(record, joined, claim)
      const isKnown = session.devices.some(({ startId }) => startId === claim.device.startId)
      return isKnown ? { ...session, record } : session
    },
  })),
  keeps(['S10', 'refuses-repeats', 'rejects a start that is repeated'], (store) => ({
    async create(record, joined, claim) {
      const session = await store.create(record, joined, claim)
      const isKnown = session.devices.some(({ startId }) => startId === claim.device.startId)
      if (session.record.id !== record.id && isKnown) throw new Error('UNIQUE constraint failed: devices.start_id')
      return session
    },
  })),
  keeps(['S10', 'takes-the-secret', 'answers a repeated start with the secret of the repeat'], (store) => ({
    async create(record, joined, claim) {
      const session = await store.create(record, joined, claim)
      const { device } = claim
      return { ...session, devices: session.devices.map((each) => (each.startId === device.startId ? device : each)) }
    },
  })),
  keeps(['S10', 'the-latest', 'answers a repeated start with the session that was made last'], (store) => {
    let latest = ''
    return {
      async create(record, joined, claim) {
        const session = await store.create(record, joined, claim)
        if (session.record.id === record.id) latest = record.id
        return (await store.find(latest)) ?? session
      },
    }
  }),
  connects(['S10', 'looks-then-makes', 'looks for a start, and then makes its session'], (store) => {
    const underWay = new Set<string>()
    return {
      async create(record, joined, claim) {
        const { startId } = claim.device
        const isEarly = underWay.has(startId)
        underWay.add(startId)
        const session = await store.create(record, joined, claim)
        underWay.delete(startId)
        return isEarly ? { ...session, record } : session
      },
    }
  }),
]

/** Who holds a session: S11. */
const brokenHolders: readonly BrokenStore[] = [
  keeps(['S11', 'everybody-holds', 'gives the session to every page'], (store) => ({
    async claim(...asked) {
      const claimed = await store.claim(...asked)
      return claimed.outcome === 'taken' ? { ...claimed, outcome: 'held' } : claimed
    },
  })),
  keeps(['S11', 'maker-does-not-hold', 'gives a session that is made to nobody'], (store) => ({
    create: (record, joined, claim) => store.create(record, joined, { ...claim, pageId: anew('nobody'), take: false }),
  })),
  keeps(['S11', 'made-without-holder', 'gives a session to nobody when its start takes nothing'], (store) => ({
    create: (record, joined, claim) =>
      store.create(record, joined, claim.take ? claim : { ...claim, pageId: anew('nobody') }),
  })),
  keeps(['S11', 'never-taken', 'lets no page take the session'], (store) =>
    claimingLater(store, (claim) => ({ ...claim, take: false })),
  ),
  keeps(['S11', 'earlier-session', 'answers a claim without the devices'], (store) => ({
    async claim(...asked) {
      const claimed = await store.claim(...asked)
      return 'session' in claimed ? { ...claimed, session: { ...claimed.session, devices: [] } } : claimed
    },
  })),
  keeps(['S11', 'reads-with-a-claim', 'takes a claim for a read mark'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      if (!('session' in claimed)) return claimed
      await store.markRead(sessionId, { party: claimed.session.visitor.party, upTo: claimed.session.head })
      return { ...claimed, session: (await store.find(sessionId)) ?? claimed.session }
    },
  })),
]

/** Counts takes by another key than the pair. */
function taking(store: SessionStore, keyOf: (claim: Claim, sessionId: string) => string, most = 1e9) {
  const taken: string[] = []
  const counted = (claim: Claim, sessionId: string): Claim => {
    const key = keyOf(claim, sessionId)
    const isFirst = claim.take && !taken.slice(-most).includes(key)
    if (isFirst) taken.push(key)
    return { ...claim, take: isFirst, attachId: anew('attach') }
  }
  return {
    create: (record, joined, claim) => store.create(record, joined, counted(claim, record.id)),
    claim: (sessionId, claim) => store.claim(sessionId, counted(claim, sessionId)),
  } satisfies Partial<SessionStore>
}

/** How often it is taken: S12. */
const brokenTakes: readonly BrokenStore[] = [
  keeps(['S12', 'repeats-take', 'lets a repeated attach take the session again'], (store) =>
    claiming(store, (claim) => ({ ...claim, attachId: anew('attach') })),
  ),
  keeps(['S12', 'start-not-counted', 'does not count the take of the start'], (store) => ({
    create: (record, joined, claim) => store.create(record, joined, { ...claim, attachId: anew('attach') }),
  })),
  keeps(['S12', 'by-attach', 'counts takes by the id of the attach alone'], (store) =>
    taking(store, ({ attachId }, sessionId) => JSON.stringify([sessionId, attachId])),
  ),
  keeps(['S12', 'by-page', 'lets each page take a session once'], (store) =>
    taking(store, ({ pageId }, sessionId) => JSON.stringify([sessionId, pageId])),
  ),
  keeps(['S12', 'of-all-sessions', 'counts takes in all sessions together'], (store) =>
    taking(store, ({ attachId, pageId }) => JSON.stringify([attachId, pageId])),
  ),
  keeps(['S12', 'three-takes', 'remembers three takes'], (store) =>
    taking(store, ({ attachId, pageId }, sessionId) => JSON.stringify([sessionId, attachId, pageId]), 3),
  ),
  keeps(['S12', 'counts-all', 'counts claims that take nothing as takes'], (store) => {
    const seen = new Set<string>()
    return claimingLater(store, (claim, sessionId) => {
      const key = JSON.stringify([sessionId, claim.attachId, claim.pageId])
      const isRepeat = seen.has(key)
      seen.add(key)
      return isRepeat ? { ...claim, take: false } : claim
    })
  }),
]

export const brokenClaims: readonly BrokenStore[] = [...brokenStarts, ...brokenHolders, ...brokenTakes]
