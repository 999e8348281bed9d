import type { Clock, Logger } from '@chat-transport/core'
import type { BoundedWait } from '../async/bounded-wait.ts'
import { ChatRefusal, serverNotAvailable } from '../commands/refusal.ts'
import type { SessionStore } from './session-store.ts'
import { wrapStore } from './wrap-store.ts'

/** A call that takes longer is worth a line in the log. */
const slowMs = 1_000

export interface GuardedStoreOptions {
  readonly store: SessionStore
  readonly boundedWait: BoundedWait
  readonly clock: Clock
  readonly logger: Logger
  readonly storeTimeoutMs: number
}

/**
 * The store as the back end uses it. A call that fails or takes too long may have had its effect all the same, so it becomes
 * error 100: pages then attach again and see what the store has. A `ChatRefusal` is passed on.
 */
export function guardedStore({ store, boundedWait, clock, logger, storeTimeoutMs }: GuardedStoreOptions): SessionStore {
  return wrapStore(store, async (call, run) => {
    const startedAt = clock.monotonic()
    try {
      return await boundedWait.within(storeTimeoutMs, run)
    } catch (cause) {
      if (cause instanceof ChatRefusal) throw cause
      logger.error(`session store: ${call} failed`, cause)
      throw serverNotAvailable('its session store does not answer')
    } finally {
      const tookMs = clock.monotonic() - startedAt
      if (tookMs >= slowMs) logger.warn(`session store: ${call} took ${Math.round(tookMs)} ms`)
    }
  })
}
