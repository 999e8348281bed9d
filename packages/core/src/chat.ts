import { checkedChatOptions, checkedStartRequest, type ChatOptions, type StartRequest } from './chat-options.ts'
import { createChatReport } from './chat-report.ts'
import { abortable } from './platform/deferred.ts'
import { randomId, randomToken } from './platform/random-token.ts'
import { createLog } from './platform/guarded-logger.ts'
import { createHandlers, type EventHandler } from './session/handlers.ts'
import { failedOf, handBackLeftOver, nothingStored } from './session/left-over.ts'
import { createSessionOpener, newPageId } from './session/open-session.ts'
import { type ChatSession, createSession } from './session/session.ts'
import { leaveStored, restoreStored } from './session/stored-session.ts'
import { createResilientStorage } from './storage/resilient-storage.ts'
import { createSavedSession } from './storage/saved-session.ts'
import type { Connectivity, ConnectivityChange, PlannedRetry } from './transport/transport.ts'

export type { ChatOptions, StartRequest } from './chat-options.ts'

export interface WaitOptions {
  readonly signal?: AbortSignal
}

export interface Chat {
  /**
   * Starts a session, retrying until the server answers or `signal` aborts. A session that is stored, and not live in this
   * page, is left first (the wish to leave it outlives an abort); what could not be sent for it any more is in the new
   * transcript, as `failed`. Rejects with the server's `ChatError` when refused, with an `InvalidStateError` while another
   * session is live here.
   */
  startSession(request?: StartRequest, options?: WaitOptions): Promise<ChatSession>
  /**
   * Comes back to the stored session; `null` when there is none. Rejects with `ChatError` 152 when the server no longer knows
   * it (`error.unsent` hands back what was not sent, the stored state is gone); any other rejection keeps the stored state. A
   * session that ended meanwhile resolves with `status: 'ended'`. One that the visitor had left gives `null`, unless its
   * transcript shows something that was not sent.
   */
  restoreSession(options?: WaitOptions): Promise<ChatSession | null>
  /** The line's state, whenever it changes: `connecting` until the first `connected`, then the live session's. */
  onConnectivity(handler: EventHandler<ConnectivityChange>): () => void
  /** Each attempt that is planned, also before there is a session. */
  onRetry(handler: EventHandler<PlannedRetry>): () => void
  /**
   * A text for a support ticket: version, transport, storage, the state in numbers, the last 20 changes of the line and the
   * last 200 steps. It holds no message, no name, no user data and no secret: of an error that is not the SDK's own, only its
   * name and the numbers in its `code` and `status`.
   */
  report(): string
}

/** A chat between one visitor's page and a chat server: one session at a time. */
export function createChat(options: ChatOptions): Chat {
  const { transport, clock, network, maxMessages, ...checked } = checkedChatOptions(options)
  const logger = createLog(checked.logger, clock)
  const storage = createResilientStorage(checked.storage, clock, logger)
  const saved = createSavedSession(storage)
  const connectivityHandlers = createHandlers<ConnectivityChange>(logger)
  const retryHandlers = createHandlers<PlannedRetry>(logger)
  let connectivity: Connectivity = 'connecting'

  const onConnectivity = (change: ConnectivityChange) => {
    const previous = connectivity
    connectivity = change.current
    if (connectivity === previous) return
    report.onConnectivity({ ...change, previous })
    connectivityHandlers.call({ ...change, previous })
  }
  const setup = { transport, saved, maxMessages, clock, logger, network }
  const opener = createSessionOpener(setup, {
    onConnectivity,
    connectivityIs: (current) => onConnectivity({ current, previous: connectivity, since: clock.now() }),
    onRetry: retryHandlers.call,
  })
  const report = createChatReport({
    transport,
    storage: checked.storage,
    persistent: () => storage.persistent,
    network,
    clock,
    logger,
    session: () => opener.live,
  })

  return {
    startSession: async (request = {}, { signal } = {}) => {
      const fieldsToSend = checkedStartRequest(request)
      return opener.exclusively(signal, async () => {
        const before = await abortable(saved.load(), signal)
        if (before?.state === 'open') await leaveStored(setup, opener, { stored: before, signal })
        // Meanwhile another page may have begun a start: then it is the same one.
        const stored = await abortable(saved.load(), signal)
        const { id, secret } = stored?.state === 'starting' ? stored : { id: randomId(), secret: randomToken(32) }
        await abortable(saved.saveStart(id, secret), signal)
        const attach = { ...fieldsToSend, type: 'StartSession', id, secret, pageId: newPageId(), take: true } as const
        const session = opener.open({ attach, seen: 0, outboxes: new Map() })
        await opener.waitFor(session, session.opened, signal)
        void handBackLeftOver(session, saved)
        return createSession(session, storage)
      })
    },

    restoreSession: async ({ signal } = {}) =>
      opener.exclusively(signal, async () => {
        const stored = await abortable(saved.load(), signal)
        if (stored?.state !== 'open') return nothingStored(saved, signal)
        const { session, wasLeft } = await restoreStored(setup, opener, { stored, signal })
        const handedBack = handBackLeftOver(session, saved)
        if (wasLeft) {
          await handedBack
          if (failedOf(session).length === 0) return null
        }
        return createSession(session, storage)
      }),

    onConnectivity: connectivityHandlers.add,
    onRetry: retryHandlers.add,
    report: report.text,
  }
}
