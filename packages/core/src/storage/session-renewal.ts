import type { Clock } from '../platform/clock.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import type { Awaitable } from './awaitable.ts'
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

/** Keeps a live session stored, and fresh, from its first answer on. Writes at a re-attach only what has changed since. */
export function createSessionRenewal({ saved, clock, attach, position }: SessionRenewalOptions) {
  let sessionId: string | undefined
  let savedPosition: number | undefined
  let cancel: () => void = () => undefined

  const renewLater = () => {
    cancel()
    cancel = clock.after(renewalMs, () => {
      renewLater()
      void renew()
    })
  }
  const renew = (secret?: string, reached = position()): Awaitable<void> => {
    if (sessionId === undefined) return
    savedPosition = reached
    return saved.renew(sessionId, reached, secret)
  }

  return {
    onAttached({ sessionId: id, secret }: EventAttached) {
      const isStarted = sessionId === undefined && attach.type === 'StartSession'
      sessionId = id
      const reached = position()
      if (!isStarted && !secret && savedPosition === reached) return
      renewLater()
      if (!isStarted) return void renew(secret, reached)
      savedPosition = 0
      void saved.begin(id, secret ?? attach.secret)
    },
    renew: () => renew(),
    stop: () => cancel(),
  }
}
