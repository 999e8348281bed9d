import type { Clock } from '../platform/clock.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import type { Awaitable } from './resilient-storage.ts'
import type { Saved } from './saved-session.ts'

/** How often a live session is saved anew: a storage may forget what was saved too long ago. */
const renewalMs = 60_000

export interface SessionRenewalOptions {
  readonly saved: Saved
  readonly clock: Clock
  readonly attach: AttachCommand
  /** The index up to which this page, or an earlier one, has shown the transcript. */
  position(): number
}

/** Keeps a live session stored, and fresh, from its first answer on. */
export function createSessionRenewal({ saved, clock, attach, position }: SessionRenewalOptions) {
  let sessionId: string | undefined
  let cancel: () => void = () => undefined

  const renew = (secret?: string): Awaitable<void> =>
    sessionId === undefined ? undefined : saved.renew(sessionId, position(), secret)
  const renewLater = () => {
    cancel()
    cancel = clock.after(renewalMs, () => {
      renewLater()
      void renew()
    })
  }

  return {
    onAttached(event: EventAttached) {
      const isStarted = sessionId === undefined && attach.type === 'StartSession'
      sessionId = event.sessionId
      if (isStarted) void saved.begin(sessionId, event.secret ?? attach.secret)
      else void renew(event.secret)
      renewLater()
    },
    renew: () => renew(),
    stop: () => cancel(),
  }
}
