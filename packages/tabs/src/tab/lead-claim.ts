import type { Clock, NetworkStatus } from '@chat-transport/core'

/** How long a visible tab waits before it asks a hidden one for the lead: whoever looks through tabs changes nothing. */
const claimAfterMs = 1000

export interface LeadClaimOptions {
  readonly clock: Clock
  readonly network: NetworkStatus
  /** Whether another tab leads. */
  isLed(): boolean
  claim(): void
}

/** A hidden tab's timers are slow, and it may be frozen: a visible one asks it for the lead (S3). */
export function createLeadClaim({ clock, network, isLed, claim }: LeadClaimOptions) {
  const isWanted = () => !network.hidden && isLed()
  let cancel: () => void = () => undefined
  return {
    later() {
      cancel()
      if (isWanted()) cancel = clock.after(claimAfterMs, () => isWanted() && claim())
    },
    cancel: () => cancel(),
  }
}
