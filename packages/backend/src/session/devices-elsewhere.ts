import type { ToldClaim } from '../store/session-store.ts'

/** How often a back end may not be heard before its devices are forgotten. */
const mostMissed = 2

/** What has become of a page at another back end. */
export interface PageNews {
  readonly type: 'visitorAttached' | 'visitorDetached'
  readonly pageId: string
}

interface DeviceElsewhere {
  readonly claim: ToldClaim
  readonly isAttached: boolean
  /** How often it was not heard of when it should have been. */
  missed: number
}

/** The newest claim of each device at another back end. */
export class DevicesElsewhere {
  readonly #devices = new Map<string, DeviceElsewhere>()

  /** A device that is at another back end. Returns what agents are to be told: what is older than what was heard before is no news. */
  hear(claim: ToldClaim, isAttached: boolean): PageNews | undefined {
    const { startId, epoch, pageId } = claim
    const known = this.#devices.get(startId)
    if (known && known.claim.epoch > epoch) return undefined
    this.#devices.set(startId, { claim, isAttached, missed: 0 })
    const isNew = known?.claim.epoch !== epoch || known.isAttached !== isAttached
    if (isNew && isAttached) return { type: 'visitorAttached', pageId }
    return isNew && known?.isAttached ? { type: 'visitorDetached', pageId } : undefined
  }

  /** The device has come back here. */
  delete(startId: string): void {
    this.#devices.delete(startId)
  }

  claimOf(startId: string): ToldClaim | undefined {
    return this.#devices.get(startId)?.claim
  }

  get newestEpoch(): number {
    return Math.max(0, ...[...this.#devices.values()].map(({ claim }) => claim.epoch))
  }

  /** Whether another back end serves the session, as far as that was heard. */
  get isAny(): boolean {
    return this.#devices.size > 0
  }

  /** Whether a page is attached on one of them. */
  get attached(): boolean {
    return [...this.#devices.values()].some(({ isAttached }) => isAttached)
  }

  /** To be called as often as each back end tells of its own. Those of one that tells nothing any more are forgotten, and returned. */
  forgetSilent(): readonly PageNews[] {
    const silent = [...this.#devices.values()].filter((device) => ++device.missed > mostMissed)
    for (const { claim } of silent) this.#devices.delete(claim.startId)
    return silent.flatMap(({ claim: { pageId }, isAttached }) =>
      isAttached ? [{ type: 'visitorDetached' as const, pageId }] : [],
    )
  }
}
