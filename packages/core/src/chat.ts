import { checkedChatOptions, checkedStartRequest, type ChatOptions, type StartRequest } from './chat-options.ts'
import { createChatReport } from './chat-report.ts'
import { checkOptions } from './checks/check-argument.ts'
import { oneOf, optional, signal, wholeNumber } from './checks/guards.ts'
import { createLog } from './platform/guarded-logger.ts'
import { createHandlers, type EventHandler } from './session/handlers.ts'
import type { SignedOut } from './session/session-events.ts'
import { createSessionOpener } from './session/session-opener.ts'
import { type ChatSession, createSession } from './session/session.ts'
import { openAtOnce } from './session/open-at-once.ts'
import { createSignOut } from './session/sign-out.ts'
import { startNew } from './session/start-session.ts'
import { restoreStored } from './session/restore-session.ts'
import { createResilientStorage } from './storage/resilient-storage.ts'
import { createSavedSession } from './storage/saved-session.ts'
import type { ChatTransport, Connectivity, ConnectivityChange, PlannedRetry } from './transport/transport.ts'

export type { ChatOptions, StartRequest } from './chat-options.ts'
export type { SignedOut } from './session/session-events.ts'

/** `signal`: ends the wait. The promise rejects with its reason. */
export interface WaitOptions {
  readonly signal?: AbortSignal | undefined
}

/** How much of a long transcript is wanted at first. */
export interface HistoryOptions {
  /**
   * How many of the newest events of the transcript are wanted at first. `session.loadEarlier()` gets more. A session that had ended
   * before comes as a whole, and so does one of a server or transport that cannot do this. @default all
   */
  readonly last?: number | undefined
}

/** What `openSession` takes besides the request. */
export interface OpenOptions extends HistoryOptions {
  /** When a session is started, if none is stored. @default 'now' */
  readonly start?: 'now' | 'first-message'
}

/** A chat between one visitor’s page and a chat server: what `createChat` makes. It has one session at a time. */
export interface Chat {
  /**
   * Starts a session, retrying until the server answers or `signal` aborts. A session that is stored, and not live in this
   * page, is left first (the wish to leave it outlives an abort); what could not be sent for it any more is in the new
   * transcript, as `failed`. Rejects with the server's `ChatError` when refused, with an `InvalidStateError` while another
   * session is live here.
   */
  startSession(request?: StartRequest, options?: WaitOptions & HistoryOptions): Promise<ChatSession>
  /**
   * Comes back to the stored session; `null` when there is none. Rejects with `ChatError` 152 when the server no longer knows
   * it (`error.unsent` hands back what was not sent, the stored state is gone); any other rejection keeps the stored state. A
   * session that ended meanwhile resolves with `status: 'ended'`. One that the visitor had left gives `null`, unless its
   * transcript shows something that was not sent.
   */
  restoreSession(options?: WaitOptions & HistoryOptions): Promise<ChatSession | null>
  /**
   * Gives a session at once: the one call a widget needs. Restores what is stored, else starts a session: at once, or with the
   * first thing the visitor sends, so that a page view makes no empty chat. `status` is `connecting`, and `id` is empty, until
   * the server has answered; what is sent meanwhile is saved and goes out once. What was stored and has expired raises error
   * 152, is shown as failed, and makes way for a new session. A refusal ends the session (`reason: 'refused'`) with the
   * server's error, and what was sent is `failed`. A chat that ended in this page is not opened again: this starts another.
   * Throws an `InvalidStateError` while another session is live here, or being opened.
   */
  openSession(request?: StartRequest, options?: OpenOptions): ChatSession
  /** Removes what is stored of a chat that is over, or in another page, without asking the server. Rejects while one is live here. */
  forget(): Promise<void>
  /**
   * Lets go of the line and removes everything that is stored: the session, and what was not sent. For when another person
   * may use the page next. A start or restore under way rejects. Another page that has the session lets go of it, if it shares
   * the storage and can tell (`SessionStorage.onChange`); else it goes on, and does not store it again. The server ends the
   * session when its time is up. Resolves when the files that were kept are removed, too; rejects if that fails.
   */
  signOut(): Promise<void>
  /**
   * The visitor has been signed out, here or in another page, and nothing of the session is stored any more. It is `closed`, or
   * still `ended` if it was over before: show it no longer. Another page's sign-out is told of the session that the chat has, or had
   * last, until `detach()`; after an end only if there was a handler by then.
   */
  onSignedOut(handler: EventHandler<SignedOut>): () => void
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

const last = optional(wholeNumber(0))
const openGuards = { last, start: optional(oneOf('now', 'first-message')) }
const waitGuards = { last, signal: optional(signal) }

/** A chat between one visitor's page and a chat server: one session at a time. */
export function createChat(options: ChatOptions): Chat {
  const { transport, clock, network, maxMessages, credentials, files, typingPreview, ...checked } =
    checkedChatOptions(options)
  const logger = createLog(checked.logger, clock)
  const storage = createResilientStorage({ storage: checked.storage, clock, logger })
  const saved = createSavedSession(storage, checked.owner, transport.claimQueues)
  const connectivityHandlers = createHandlers<ConnectivityChange>(logger)
  const retryHandlers = createHandlers<PlannedRetry>(logger)
  const signedOut = createHandlers<SignedOut>(logger)
  let connectivity: Connectivity = 'connecting'

  const onConnectivity = (change: ConnectivityChange) => {
    if (change.current === connectivity) return
    const told = { ...change, previous: connectivity }
    connectivity = change.current
    report.onConnectivity(told)
    connectivityHandlers.call(told)
  }
  const setup = { transport, saved, maxMessages, clock, logger, network, credentials, files, typingPreview, signedOut }
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
    openSession(request = {}, options = {}) {
      checkOptions('openSession', options, openGuards)
      const fields = { ...checkedStartRequest(request), ...wanted(transport, options) }
      const { start = 'now' } = options
      return createSession(openAtOnce(setup, opener, { fields, start }))
    },

    startSession: async (request = {}, wait = {}) => {
      checkOptions('startSession', wait, waitGuards)
      const fields = { ...checkedStartRequest(request), ...wanted(transport, wait) }
      return opener.exclusively(wait, async (signal) =>
        createSession(await startNew(setup, opener, { fields, signal })),
      )
    },

    restoreSession: async (wait = {}) => {
      checkOptions('restoreSession', wait, waitGuards)
      const last = wanted(transport, wait)
      return opener.exclusively(wait, async (signal) => {
        const session = await restoreStored(setup, opener, { signal, ...last })
        return session && createSession(session)
      })
    },

    forget: async () => opener.exclusively({}, () => saved.forgetAll()),
    signOut: createSignOut(setup, opener),
    onSignedOut: signedOut.add,

    onConnectivity: connectivityHandlers.add,
    onRetry: retryHandlers.add,
    report: report.text,
  }
}

/** Where nothing can be loaded later, all is wanted at first. */
function wanted({ unsupported }: ChatTransport, { last }: HistoryOptions): { readonly last?: number } {
  return last !== undefined && !unsupported?.includes('ReadTranscript') ? { last } : {}
}
