import { backendSettings } from './backend-options.ts'
import type { ChatBackendOptions } from './backend-options.ts'
import type { BackendSession } from './application/backend-session.ts'
import { Entrance } from './session/attach-gate.ts'
import { guardedStore } from './store/guarded-store.ts'
import type { BackendLimits } from './limits.ts'
import { requireWebCrypto } from './visitor/secrets.ts'
import { callSafely } from './application/session-events.ts'
import { Sessions } from './session/sessions.ts'
import type { VisitorEntrance } from './visitor/visitor-line.ts'

/** The chat without a network: fronts bring visitors through `attach`, application code brings agents. */
export interface ChatBackend extends VisitorEntrance {
  /** What is in force, defaults included; fronts size their frames by it. */
  readonly limits: BackendLimits
  readonly sessionTimeoutMs: number
  /**
   * Shows each session whose visitor has really connected, once: a start whose answer never arrived is not shown. Returns what
   * unregisters the handler.
   */
  onSession(handler: (session: BackendSession) => unknown): () => void
  /** The sessions shown so far that are still known, oldest first. */
  sessions(): readonly BackendSession[]
  session(sessionId: string): BackendSession | undefined
  /** Forgets a session now, as if nobody had been attached for too long. False when there is none. */
  expire(sessionId: string): Promise<boolean>
  /**
   * Shuts down: attaches are answered with error 100, lines are dropped, no timer is left. Resolves when what was being
   * executed is done, or after `timeoutMs` (2000 by default), when what still waits for a store or a hook is cut off. The store
   * keeps its sessions.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

const defaultCloseTimeoutMs = 2_000

/** Throws a `TypeError` or `RangeError` that names the option that is wrong. */
export function createChatBackend(options?: ChatBackendOptions): ChatBackend {
  requireWebCrypto()
  const checked = backendSettings(options)
  const settings = { ...checked, store: guardedStore(checked) }
  const { clock, deadlines, limits, logger, sessionTimeoutMs, store } = settings
  const handlers = new Set<(session: BackendSession) => unknown>()
  const sessions = new Sessions(settings, ({ surface }) => {
    const failed = (cause: unknown) => logger.error('an onSession handler failed', cause)
    for (const handler of [...handlers]) callSafely(() => handler(surface), failed)
  })
  const entrance = new Entrance(sessions)

  return {
    limits,
    sessionTimeoutMs,
    attach: (command, line, context) => entrance.attach(command, line, context),
    onSession(handler) {
      if (typeof handler !== 'function') throw new TypeError('the handler given to onSession must be a function')
      const entry = (session: BackendSession) => handler(session)
      handlers.add(entry)
      return () => void handlers.delete(entry)
    },
    sessions: () =>
      sessions
        .list()
        .filter(({ shown }) => shown)
        .map(({ surface }) => surface),
    session(sessionId) {
      const session = sessions.find(sessionId)
      return session?.shown ? session.surface : undefined
    },
    async expire(sessionId) {
      const session = sessions.find(sessionId)
      if (session) {
        await session.expire()
        return true
      }
      if (!(await store.find(sessionId))) return false
      await store.remove(sessionId)
      return true
    },
    async close({ timeoutMs = defaultCloseTimeoutMs } = {}) {
      if (!Number.isInteger(timeoutMs) || timeoutMs < 0)
        throw new RangeError(`timeoutMs must be a whole number of milliseconds, not ${timeoutMs}`)
      const stopWaiting = clock.after(timeoutMs, () => deadlines.cutOff())
      await Promise.all([entrance.close(), sessions.close()]).finally(stopWaiting)
    },
  }
}
