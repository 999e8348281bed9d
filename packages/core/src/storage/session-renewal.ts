import type { Clock } from '../platform/clock.ts'
import type { Awaitable } from './awaitable.ts'
import type { Saved } from './saved-session.ts'
import type { HeldSession, SavedStart } from './stored.ts'

/** How often a live session is saved anew: a storage may forget what was saved too long ago. */
const renewalMs = 60_000

export interface SessionRenewalOptions {
  readonly saved: Saved
  readonly clock: Clock
  /** What is to be saved; `undefined` before there is a start. */
  held(): HeldSession | SavedStart | undefined
}

/**
 * Keeps a live session stored. Each attach that was accepted proves that this page holds the
 * session: what another program has cleared meanwhile is written again, and nothing is written that is there.
 */
export function createSessionRenewal({ saved, clock, held }: SessionRenewalOptions) {
  let cancel: () => void = () => undefined

  const hold = (anew: boolean): Awaitable<void> => {
    const session = held()
    return session && saved.hold(session, anew)
  }
  const renewLater = () => {
    cancel()
    cancel = clock.after(renewalMs, () => {
      renewLater()
      void hold(true)
    })
  }

  return {
    onAttached() {
      renewLater()
      void hold(false)
    },
    renew: () => hold(true),
    stop: () => cancel(),
  }
}
