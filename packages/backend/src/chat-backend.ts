import { guards } from '@chat-transport/core'
import type { BackendSession } from './application/backend-session.ts'
import { orChatError } from './application/commit-draft.ts'
import { Handlers } from './application/handlers.ts'
import type { FileAccess, SessionFiles } from './application/session-files.ts'
import { backendSettings } from './backend-options.ts'
import { checkServerOptions } from './check-server-options.ts'
import type { ChatBackendOptions } from './backend-options.ts'
import type { BackendLimits } from './limits.ts'
import { AttachGate } from './session/attach-gate.ts'
import { ExpirySweep } from './session/expiry-sweep.ts'
import { Sessions } from './session/sessions.ts'
import { guardedStore } from './store/guarded-store.ts'
import { isTokenOf, sessionOfToken } from './visitor/upload-tokens.ts'
import type { AttachHandler } from './visitor/visitor-line.ts'

/** The chat without a network: fronts bring visitors through `attach`, application code brings agents. */
export interface ChatBackend extends AttachHandler {
  /** The limits in force, defaults included. Fronts derive the size of their frames from them. */
  readonly limits: BackendLimits
  readonly sessionTimeoutMs: number
  /**
   * Shows each session once, when its visitor has really connected: a start whose answer never arrived is not shown. A back end that
   * was restarted shows it again when its visitor comes back: greet with `once`. Returns the function that unregisters the handler.
   */
  onSession(handler: (session: BackendSession) => unknown): () => void
  /** The sessions shown so far that are still known, oldest first. */
  sessions(): readonly BackendSession[]
  /** The session, if it has been shown in this process and is still known. */
  session(sessionId: string): BackendSession | undefined
  /**
   * The session, also one of the store that no page has come back to since this process began: agents may go on in it, and it expires
   * `sessionTimeoutMs` after this call if nobody comes. `onSession` shows it when a page does. Rejects with a `ChatError` (100) when
   * the store does not answer.
   */
  findSession(sessionId: string): Promise<BackendSession | undefined>
  /** Forgets a session now, as if nobody had been attached for too long. False if there is none. */
  expire(sessionId: string): Promise<boolean>
  /**
   * Lets sessions have files, which are kept there. Visitors are told of it by the answers to their next attaches. Throws when
   * there is such a place already.
   */
  useFiles(files: SessionFiles): FileAccess
  /**
   * Shuts down: attaches are answered with error 100, lines are dropped, no timer is left. Resolves when the calls under way are
   * done, or after `timeoutMs` (2000 by default), when those that still wait for a store or a hook are cut off. The store keeps
   * its sessions.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

const defaultCloseTimeoutMs = 2_000
const closeGuards = { timeoutMs: guards.optional(guards.wholeNumber(0)) }

/** Throws a `TypeError` or `RangeError` that names the option that is wrong. */
export function createChatBackend(options?: ChatBackendOptions): ChatBackend {
  const checked = backendSettings(options)
  const settings = { ...checked, store: guardedStore(checked) }
  const { boundedWait, clock, limits, logger, sessionTimeoutMs, store } = settings
  const handlers = new Handlers<BackendSession>()
  const sessions = new Sessions(settings, (session) =>
    handlers.call(session, (cause) => logger.error('an onSession handler failed', cause)),
  )
  const gate = new AttachGate(sessions, settings)
  const removed = (sessionId: string) => {
    const known = sessions.find(sessionId)
    if (known) void known.live.departure.expire()
    else settings.files.removed(sessionId)
  }
  async function foundSession(sessionId: string): Promise<BackendSession | undefined> {
    for (;;) {
      const stored = sessions.find(sessionId) ? undefined : await store.find(sessionId)
      const live = stored ? sessions.open(stored) : sessions.find(sessionId)?.live
      if (!live) return undefined
      await live.elsewhere.follow()
      const known = sessions.find(sessionId)
      if (known) return known.session
      // It was removed meanwhile, or only let go of: the store knows.
    }
  }
  const { expiry } = store
  const attached = () => sessions.attachedIds()
  const renewed = () => {
    if (store.bus) for (const { live } of sessions.list()) live.elsewhere.tellDevices()
  }
  const sweep = expiry && new ExpirySweep({ settings, expiry, attached, renewed, removed })

  return {
    limits,
    sessionTimeoutMs,
    attach: (command, line, context) => gate.attach(command, line, context),
    onSession: (handler) => handlers.add('onSession', handler),
    sessions: () => sessions.list().flatMap(({ live, session }) => (live.shown ? [session] : [])),
    session(sessionId) {
      const known = sessions.find(sessionId)
      return known?.live.shown ? known.session : undefined
    },
    findSession: (sessionId) => orChatError(foundSession(sessionId)),
    async expire(sessionId) {
      const stored = sessions.find(sessionId) ?? (await store.find(sessionId))
      if (!stored) return false
      // A page may have come back to it while the store was asked.
      const known = sessions.find(sessionId)
      if (known) await known.live.departure.expire()
      else {
        await store.remove(sessionId)
        removed(sessionId)
      }
      return true
    },
    useFiles(files) {
      const release = settings.files.use(files)
      return {
        release,
        isKnown: async (sessionId) =>
          sessions.find(sessionId) !== undefined || (await store.find(sessionId)) !== undefined,
        async sessionOf(token) {
          const sessionId = sessionOfToken(token)
          const stored = await store.find(sessionId)
          const isOpen = (sessions.find(sessionId)?.live.status ?? 'open') === 'open'
          return stored && isOpen && isTokenOf(sessionId, stored.devices, token) ? sessionId : undefined
        },
      }
    },
    async close(options = {}) {
      checkServerOptions('close', options, closeGuards)
      const { timeoutMs = defaultCloseTimeoutMs } = options
      const stopWaiting = clock.after(timeoutMs, () => boundedWait.cutOff())
      await Promise.all([gate.close(), sweep?.close(), sessions.close()]).finally(stopWaiting)
    },
  }
}
