import type { Claimed, SessionStore } from '@chat-transport/backend'
import { connects, counting, keeps, without, type BrokenStore } from './broken-store.ts'

/** Changes the epoch that claims are answered with, and leaves those alone that the store compares. */
const answeringEpochs = (
  store: SessionStore,
  change: (claimed: Claimed & { epoch: number }, startId: string) => number,
) => ({
  async claim(...asked: Parameters<SessionStore['claim']>): Promise<Claimed> {
    const claimed = await store.claim(...asked)
    return 'epoch' in claimed ? { ...claimed, epoch: change(claimed, asked[1].device.startId) } : claimed
  },
})

/** Epochs: S26. */
const brokenEpochs: readonly BrokenStore[] = [
  keeps(['S26', 'does-not-rise', 'gives a device the same epoch with every claim'], (store) => ({
    ...answeringEpochs(store, () => 1),
    append: (sessionId, event) => store.append(sessionId, without(event, 'fence')),
  })),
  keeps(['S26', 'for-another-page', 'raises the epoch only when another page is given the session'], (store) => {
    const known = new Map<string, { pageId: string; epoch: number }>()
    return {
      async claim(sessionId, claim) {
        const claimed = await store.claim(sessionId, claim)
        const before = known.get(claim.device.startId)
        if (claimed.outcome !== 'held') return claimed
        if (before?.pageId === claim.pageId) return { ...claimed, epoch: before.epoch }
        known.set(claim.device.startId, { pageId: claim.pageId, epoch: claimed.epoch })
        return claimed
      },
    }
  }),
  keeps(['S26', 'counts-claims', 'raises the epoch with claims that are not given the session'], (store) => {
    let claims = 1_000
    return answeringEpochs(store, () => ++claims)
  }),
  keeps(['S26', 'of-the-session', 'has one epoch for all devices of a session'], (store) => {
    const newest = new Map<string, number>()
    return {
      async claim(sessionId, claim) {
        const claimed = await store.claim(sessionId, claim)
        if (!('epoch' in claimed)) return claimed
        newest.set(sessionId, Math.max(newest.get(sessionId) ?? 0, claimed.epoch))
        return { ...claimed, epoch: newest.get(sessionId) ?? 0 }
      },
    }
  }),
  connects(['S26', 'overlapping', 'gives claims that overlap the same epoch'], (store) => {
    const claims = counting()
    let latest = 0
    return {
      claim: (sessionId, claim) =>
        claims.during(async () => {
          const claimed = await store.claim(sessionId, claim)
          if (claimed.outcome !== 'held' || claims.underWay < 50) return claimed
          return { ...claimed, epoch: (latest ||= claimed.epoch) }
        }),
    }
  }),
]

/** Fences: S27. */
const brokenFences: readonly BrokenStore[] = [
  keeps(['S27', 'no-fence', 'keeps an event whatever its fence'], (store) => ({
    append: (sessionId, event) => store.append(sessionId, without(event, 'fence')),
  })),
  keeps(['S27', 'fences-all', 'refuses every event with a fence'], (store) => ({
    append: (sessionId, event) =>
      store.append(sessionId, event.fence ? { ...event, fence: { ...event.fence, epoch: -1 } } : event),
  })),
  keeps(['S27', 'keeps-the-refused', 'keeps an event that it refuses'], (store) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      if (appended.outcome === 'fenced') await store.append(sessionId, without(event, 'fence'))
      return appended
    },
  })),
  keeps(['S27', 'any-device', 'takes the epoch of any device of the session for that of the fence'], (store) => {
    const epochs = new Map<string, Map<string, number>>()
    return {
      async claim(sessionId, claim) {
        const claimed = await store.claim(sessionId, claim)
        const ofSession = epochs.get(sessionId) ?? new Map<string, number>()
        if ('epoch' in claimed) epochs.set(sessionId, ofSession.set(claim.device.startId, claimed.epoch))
        return claimed
      },
      append(sessionId, event) {
        const { fence } = event
        const isThere = fence && [...(epochs.get(sessionId)?.values() ?? [])].includes(fence.epoch)
        const isKnown = fence && epochs.get(sessionId)?.has(fence.startId)
        return store.append(sessionId, isThere && isKnown ? without(event, 'fence') : event)
      },
    }
  }),
  keeps(['S27', 'unknown-devices', 'keeps what devices say that it does not know'], (store) => ({
    async append(sessionId, event) {
      const { devices = [] } = (await store.find(sessionId)) ?? {}
      const isKnown = devices.some(({ startId }) => startId === event.fence?.startId)
      return store.append(sessionId, isKnown ? event : without(event, 'fence'))
    },
  })),
  keeps(['S27', 'fenced-repeats', 'compares epochs before it looks for a repeat'], (store) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      if (appended.outcome !== 'repeated' || !event.fence) return appended
      const probe = await store.append(sessionId, { ...without(event, 'commandId'), fence: event.fence })
      return probe.outcome === 'fenced' ? probe : appended
    },
  })),
  keeps(['S27', 'fenced-ends', 'calls an event `fenced` that comes after the end'], (store) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      return appended.outcome === 'ended' && event.fence ? { outcome: 'fenced' } : appended
    },
  })),
]

export const brokenEpochsAndFences: readonly BrokenStore[] = [...brokenEpochs, ...brokenFences]
