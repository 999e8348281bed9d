import type { Adoption } from '../outbox/adoption.ts'
import type { Clock } from '../platform/clock.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Saved } from '../storage/saved-session.ts'

export interface EndedSession {
  readonly id: string
  readonly clock: Clock
  readonly saved: Saved
  readonly outbox: Outbox
  readonly adoption: Adoption
  /** Why what is queued cannot be sent any more. */
  readonly error: unknown
  /** Calls the handlers of the end. */
  tell(): void
}

/**
 * A session that is over for everybody: first the promises reject, then the handlers are called (one task later), then the
 * storage is cleared. What other pages have queued is handed back too: with the session, their queues go.
 */
export async function clearUp({ id, clock, saved, outbox, adoption, error, tell }: EndedSession): Promise<void> {
  const handBackRest = async () => {
    await adoption.takeRest(id)
    outbox.failAll(error)
  }
  outbox.failAll(error)
  await new Promise<void>((resolve) => clock.after(0, resolve))
  await handBackRest()
  tell()
  await saved.letGo(id)
  await handBackRest() // What a page has saved meanwhile that relies on this one.
  await saved.forget(id)
}
