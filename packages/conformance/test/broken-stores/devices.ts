import type { Claim, SessionStore, StoredUser } from '@chat-transport/backend'
import { answering, connects, keeps, without, type BrokenStore } from './broken-store.ts'

/** Changes claims, but for those of starts. */
export const claimingLater = (
  store: SessionStore,
  change: (claim: Claim, sessionId: string) => Claim,
): Partial<SessionStore> => ({ claim: (sessionId, claim) => store.claim(sessionId, change(claim, sessionId)) })

let made = 0
export const anew = (name: string) => `${name} ${++made}`

/** Changes the claims of devices that the session of a user knows. */
const onKnownDevices = (store: SessionStore, change: (claim: Claim, user: StoredUser) => Claim) => ({
  async claim(sessionId: string, claim: Claim) {
    const { visitor, devices = [] } = (await store.find(sessionId)) ?? {}
    const isKnown = devices.some(({ startId }) => startId === claim.device.startId)
    return store.claim(sessionId, isKnown && visitor?.user ? change(claim, visitor.user) : claim)
  },
})

/** What is refused: S13. */
const brokenRefusals: readonly BrokenStore[] = [
  keeps(['S13', 'ahead-is-let-in', 'lets a claim in that is beyond the head'], (store) =>
    claimingLater(store, (claim) => ({ ...claim, after: 0 })),
  ),
  keeps(['S13', 'ahead-takes', 'gives the session to a page that is beyond the head'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      if (claimed.outcome === 'ahead' && !claim.join) await store.claim(sessionId, { ...claim, after: 0 })
      return claimed
    },
  })),
  keeps(['S13', 'ahead-counts', 'counts the take of a claim that is beyond the head'], (store) => {
    const seen = new Set<string>()
    return {
      async claim(sessionId, claim) {
        const key = JSON.stringify([sessionId, claim.attachId, claim.pageId])
        const claimed = await store.claim(sessionId, seen.has(key) ? { ...claim, take: false } : claim)
        if (claimed.outcome === 'ahead') seen.add(key)
        return claimed
      },
    }
  }),
  keeps(['S13', 'any-user', 'lets any user in'], (store) =>
    onKnownDevices(store, (claim, user) => (claim.userId === undefined ? claim : { ...claim, userId: user.id })),
  ),
  keeps(['S13', 'nobody-known', 'lets nobody known into a session of a user'], (store) =>
    onKnownDevices(store, (claim, user) => ({ userId: user.id, ...claim })),
  ),
  keeps(['S13', 'ahead-first', 'says that a claim is beyond the head before it compares users'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      const session = await store.find(sessionId)
      return claimed.outcome === 'other-user' && session && claim.after > session.head
        ? { outcome: 'ahead', session, epoch: 0 }
        : claimed
    },
  })),
  keeps(['S13', 'unknown-devices', 'lets devices in that it does not know'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      const session = await store.find(sessionId)
      return claimed.outcome === 'forgotten' && session ? { outcome: 'held', session, epoch: 1 } : claimed
    },
  })),
  keeps(['S13', 'users-before-devices', 'calls an unknown device of another user `other-user`'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      const { user } = (await store.find(sessionId))?.visitor ?? {}
      const isOfAnother = user !== undefined && user.id !== claim.userId
      return claimed.outcome === 'forgotten' && isOfAnother ? { outcome: 'other-user' } : claimed
    },
  })),
]

/** Answers with the devices in an order of its own. */
function ordering(store: SessionStore, moves: (outcome: string, isNew: boolean) => boolean): Partial<SessionStore> {
  const orders = new Map<string, string[]>()
  const orderOf = (sessionId: string) => orders.get(sessionId) ?? []
  const answers = answering(store, (session) => {
    const order = orderOf(session.record.id)
    const place = ({ startId }: { readonly startId: string }) => order.indexOf(startId)
    return { ...session, devices: [...session.devices].sort((a, b) => place(a) - place(b)) }
  })
  return {
    ...answers,
    async create(record, joined, claim) {
      orders.set(record.id, [claim.device.startId])
      return answers.create(record, joined, claim)
    },
    async claim(sessionId, claim) {
      const { outcome } = await store.claim(sessionId, claim)
      const { startId } = claim.device
      if (moves(outcome, !orderOf(sessionId).includes(startId)))
        orders.set(sessionId, [...orderOf(sessionId).filter((each) => each !== startId), startId])
      return answers.claim(sessionId, { ...claim, take: false })
    },
  }
}

/** Devices: S14. */
const brokenJoins: readonly BrokenStore[] = [
  keeps(['S14', 'nobody-joins', 'lets no device join'], (store) => ({
    async claim(sessionId, claim) {
      const { devices = [] } = (await store.find(sessionId)) ?? {}
      const isKnown = devices.some(({ startId }) => startId === claim.device.startId)
      if (isKnown || !claim.join) return store.claim(sessionId, claim)
      return store.claim(sessionId, without(claim, 'join'))
    },
  })),
  keeps(['S14', 'joins-the-ended', 'lets a device join a session that has ended'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      const session = await store.find(sessionId)
      const isOfUser = claim.join && session?.visitor.user && session.visitor.user.id === claim.userId
      return claimed.outcome === 'forgotten' && isOfUser ? { outcome: 'held', session, epoch: 1 } : claimed
    },
  })),
  keeps(['S14', 'ahead-joins', 'lets a device join whose claim is beyond the head'], (store) => ({
    async claim(sessionId, claim) {
      const claimed = await store.claim(sessionId, claim)
      if (claimed.outcome === 'ahead' && claim.join) await store.claim(sessionId, { ...claim, after: 0 })
      return claimed
    },
  })),
  keeps(['S14', 'in-order-of-joining', 'has the devices in the order in which they have joined'], (store) =>
    ordering(store, (outcome, isNew) => outcome === 'held' && isNew),
  ),
  keeps(['S14', 'moved-when-taken', 'moves a device that was not given the session'], (store) =>
    ordering(store, (outcome) => outcome === 'held' || outcome === 'taken'),
  ),
  keeps(['S14', 'one-holder', 'has one holder for all devices'], (store) => {
    const holders = new Map<string, string>()
    return {
      async create(record, joined, claim) {
        holders.set(record.id, claim.pageId)
        return store.create(record, joined, claim)
      },
      async claim(sessionId, claim) {
        const claimed = await store.claim(sessionId, claim)
        if (claimed.outcome === 'held' && claim.take) holders.set(sessionId, claim.pageId)
        const isHeld = holders.get(sessionId) === claim.pageId
        return claimed.outcome === 'held' && !isHeld ? { ...claimed, outcome: 'taken' } : claimed
      },
    }
  }),
  keeps(['S14', 'any-number', 'lets any number of devices join'], (store) =>
    claimingLater(store, ({ join, ...claim }) => ({ ...claim, ...(join && { join: { maxDevices: 1e9 } }) })),
  ),
  keeps(['S14', 'joined-starts-unknown', 'does not know the start of a device that has joined'], (store) => {
    const joined = new Set<string>()
    return {
      async claim(sessionId, claim) {
        if (claim.join) joined.add(claim.device.startId)
        return store.claim(sessionId, claim)
      },
      async create(record, event, claim) {
        const { device } = claim
        const startId = joined.has(device.startId) ? anew(device.startId) : device.startId
        return store.create(record, event, { ...claim, device: { ...device, startId } })
      },
    }
  }),
  keeps(['S14', 'keeps-forgotten-starts', 'knows the start of a device that it has forgotten'], (store) => {
    const sessionOf = new Map<string, string>()
    return {
      async create(record, joined, claim) {
        const known = await store.find(sessionOf.get(claim.device.startId) ?? '')
        if (known) return known
        const session = await store.create(record, joined, claim)
        if (session.record.id === record.id) sessionOf.set(claim.device.startId, record.id)
        return session
      },
    }
  }),
  connects(['S14', 'counts-then-joins', 'counts the devices, and then lets another join'], (store) => {
    let underWay = 0
    return {
      async claim(sessionId, claim) {
        underWay += 1
        const isAlone = underWay === 1
        const { join, ...alone } = claim
        const claimed = await store.claim(sessionId, isAlone || !join ? claim : { ...alone, join: { maxDevices: 1e9 } })
        underWay -= 1
        return claimed
      },
    }
  }),
]

export const brokenDevices: readonly BrokenStore[] = [...brokenRefusals, ...brokenJoins]
