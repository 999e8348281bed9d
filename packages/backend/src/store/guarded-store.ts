import type { BackendSettings } from '../backend-options.ts'
import { ChatRefusal, serverNotAvailable } from '../commands/refusal.ts'
import type { SessionStore } from './session-store.ts'

/**
 * The store as the back end uses it: what fails without saying that nothing was kept, or does not answer in time, may have
 * happened or not, so it becomes error 100, upon which pages attach again and look.
 */
export function guardedStore({ store, deadlines, logger, storeTimeoutMs }: BackendSettings): SessionStore {
  const guard = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    try {
      return await deadlines.within(storeTimeoutMs, run)
    } catch (cause) {
      if (cause instanceof ChatRefusal) throw cause
      logger.error('the session store failed', cause)
      throw serverNotAvailable('its session store does not answer')
    }
  }
  return {
    create: (record, joined) => guard(() => store.create(record, joined)),
    find: (sessionId) => guard(() => store.find(sessionId)),
    claim: (sessionId, claim) => guard(() => store.claim(sessionId, claim)),
    append: (sessionId, commandId, event) => guard(() => store.append(sessionId, commandId, event)),
    committed: (sessionId, commandId) => guard(() => store.committed(sessionId, commandId)),
    read: (sessionId, after, maxBytes) => guard(() => store.read(sessionId, after, maxBytes)),
    markRead: (sessionId, mark) => guard(() => store.markRead(sessionId, mark)),
    remove: (sessionId) => guard(() => store.remove(sessionId)),
  }
}
