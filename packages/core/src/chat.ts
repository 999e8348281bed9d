import { type Clock, systemClock } from './platform/clock.ts'
import { jsonSnapshot } from './outbox/command-size.ts'
import { abortable } from './platform/deferred.ts'
import { checkArgument, checkOptions, environmentGuards } from './checks/check-argument.ts'
import { guardedLogger } from './platform/guarded-logger.ts'
import { createHandlers, type EventHandler } from './session/handlers.ts'
import { type LiveSession, openLiveSession, type SessionBeginning } from './session/session-runtime.ts'
import { type Logger, silentLogger } from './platform/logger.ts'
import { type NetworkStatus, systemNetworkStatus } from './platform/network-status.ts'
import type { UserData } from './protocol/protocol.ts'
import { randomId, randomToken } from './platform/random-token.ts'
import { createResilientStorage } from './storage/resilient-storage.ts'
import { isRestorationFailed, restorationFailed } from './protocol/restoration-failed.ts'
import { createSavedSession, type SavedOpen, unsentIn } from './storage/saved-session.ts'
import { withUnsent } from './session/session-errors.ts'
import { type ChatSession, createSession } from './session/session.ts'
import { fields, methods, object, optional, place, string } from './checks/guards.ts'
import type { SessionStorage } from './storage/storage.ts'
import type { OwnCommand } from './transcript/transcript.ts'
import type { ChatTransport, ConnectivityChange, PlannedRetry } from './transport/transport.ts'
import { webStorage } from './storage/web-storage.ts'

export interface ChatOptions {
  readonly transport: ChatTransport
  /** Where the session is kept between pages. @default webStorage() */
  readonly storage?: SessionStorage
  readonly outbox?: {
    /** How many commands may wait for the server; a further one is refused. @default 100 */
    readonly maxMessages?: number
  }
  /** @default silentLogger */
  readonly logger?: Logger
  /** @default systemClock */
  readonly clock?: Clock
  /** @default systemNetworkStatus */
  readonly network?: NetworkStatus
}

/** What a visitor says of themselves when a session starts. */
export interface StartRequest {
  readonly nickname?: string
  readonly subject?: string
  readonly userData?: UserData
}
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
}

/** A chat between one visitor's page and a chat server: one session at a time. */
export function createChat(options: ChatOptions): Chat {
  const { transport, clock, logger, network, maxMessages, ...checked } = checkedOptions(options)
  const storage = createResilientStorage(checked.storage, clock, logger)
  const saved = createSavedSession(storage)
  const connectivityHandlers = createHandlers<ConnectivityChange>(logger)
  const retryHandlers = createHandlers<PlannedRetry>(logger)
  let connectivity: ConnectivityChange['current'] = 'connecting'
  let opening = false
  let live: LiveSession | undefined

  const onConnectivity = (change: ConnectivityChange) => {
    const previous = connectivity
    connectivity = change.current
    if (connectivity !== previous) connectivityHandlers.call({ ...change, previous })
  }

  const connectivityIs = (current: 'connecting' | 'closed') =>
    onConnectivity({ current, previous: connectivity, since: clock.now() })

  /** `visible`: what becomes of its line is the page's business. It is not, for a session that is only opened to be left. */
  const open = (from: Opening, visible: boolean): LiveSession => {
    connectivityIs('connecting')
    live = openLiveSession(
      { transport, saved, maxMessages, clock, logger, network },
      { ...from, onConnectivity: (change) => visible && onConnectivity(change), onRetry: retryHandlers.call },
    )
    return live
  }

  const loadStored = async ({ sessionId, secret, position: seen }: SavedOpen): Promise<Opening> => {
    const outboxes = await saved.loadOutboxes(sessionId)
    const attach = {
      type: 'RestoreSession',
      id: randomId(),
      sessionId,
      secret,
      pageId: newPageId(),
      take: true,
      after: 0,
    } as const
    return { attach, seen, outboxes }
  }

  /** One start or restore at a time, and none beside a live session. Waits for the last session's saves. */
  const exclusively = async <Result>(signal: AbortSignal | undefined, run: () => Promise<Result>): Promise<Result> => {
    signal?.throwIfAborted()
    if (opening || live?.active()) {
      const why = opening ? 'another start or restore is under way' : 'a session is live: leave() or detach() it first'
      throw new DOMException(`unable to open a session: ${why}`, 'InvalidStateError')
    }
    opening = true
    try {
      await orAbort(live?.over, signal)
      return await run()
    } finally {
      opening = false
    }
  }

  /** For the next session to show: what has failed in one that the page was never given. */
  const keepFailed = async (session: LiveSession) => {
    const failed = failedOf(session)
    if (failed.length > 0) await saved.saveOutbox(saved.newOutboxKey(), session.id(), failed)
  }

  /** Waits for the session to open, or to be over; an abort lets go of it. */
  const waitFor = async (session: LiveSession, until: Promise<unknown>, signal: AbortSignal | undefined) => {
    try {
      await abortable(until, signal)
    } catch (error) {
      void session.detach(error).then(() => keepFailed(session))
      connectivityIs('closed')
      throw error
    }
  }

  /** Settled, either way. The error's text alone is logged: what it carries may be messages. */
  const settled = (leaving: Promise<unknown>) =>
    leaving.catch((error: unknown) => logger.warn(`the stored session was not left: ${String(error)}`))

  /** Done when the leave was answered, either way, or the server has refused the attach for good. */
  const leaveStored = async (stored: SavedOpen, signal: AbortSignal | undefined) => {
    if (transport.unsupported?.includes('LeaveSession')) return
    const session = open(await orAbort(loadStored(stored), signal), false)
    const left = settled(session.leave()).then(() => session.detach())
    await waitFor(session, left, signal)
    await keepFailed(session)
  }

  /**
   * Shows as failed what is still stored of other sessions: they are over, or another page's, which keeps its own queue beside
   * that. The session is handed out without waiting for it, since a storage may be slow.
   */
  const handBackLeftOver = async (session: LiveSession) => {
    const leftOver = await saved.loadLeftOver(session.id())
    if (session.status() === 'closed') return // The next one shows it.
    session.handBack(unsentIn(leftOver))
    await saved.removeOutboxes(leftOver)
  }

  /** Another page may have seen the end of the session, and cleared it, before a page that is gone by now queued its last. */
  const nothingStored = async (signal: AbortSignal | undefined) => {
    const leftOver = await orAbort(saved.loadLeftOver(), signal)
    const unsent = unsentIn(leftOver).map(({ command }) => command)
    await saved.removeOutboxes(leftOver) // No abort from here on: only the error has it now.
    if (unsent.length === 0) return null
    throw withUnsent(restorationFailed(new Error('the session was over before this was sent')), unsent)
  }

  return {
    startSession: async (request = {}, { signal } = {}) => {
      const fieldsToSend = checkedRequest(request)
      return exclusively(signal, async () => {
        const before = await orAbort(saved.load(), signal)
        if (before?.state === 'open') await leaveStored(before, signal)
        // Meanwhile another page may have begun a start: then it is the same one.
        const stored = await orAbort(saved.load(), signal)
        const { id, secret } = stored?.state === 'starting' ? stored : { id: randomId(), secret: randomToken(32) }
        await orAbort(saved.saveStart(id, secret), signal)
        const attach = { ...fieldsToSend, type: 'StartSession', id, secret, pageId: newPageId(), take: true } as const
        const session = open({ attach, seen: 0, outboxes: new Map() }, true)
        await waitFor(session, session.opened, signal)
        void handBackLeftOver(session)
        return createSession(session, storage)
      })
    },

    restoreSession: async ({ signal } = {}) =>
      exclusively(signal, async () => {
        const stored = await orAbort(saved.load(), signal)
        if (stored?.state !== 'open') return nothingStored(signal)
        const session = open(await orAbort(loadStored(stored), signal), true)
        const leaving = session.outbox.leave
        await waitFor(session, session.opened, signal).catch(async (error: unknown) => {
          // The error hands back what was queued.
          if (isRestorationFailed(error)) await saved.forget(stored.sessionId)
          throw error
        })
        if (leaving) {
          // The visitor had asked to leave. Should the server refuse that, the session goes on.
          const over = settled(leaving).then(() => (session.active() ? undefined : session.over))
          await waitFor(session, over, signal)
        }
        const handedBack = handBackLeftOver(session)
        if (leaving && !session.active()) {
          await handedBack
          if (failedOf(session).length === 0) return null
        }
        return createSession(session, storage)
      }),

    onConnectivity: connectivityHandlers.add,
    onRetry: retryHandlers.add,
  }
}

/** What the visitor wrote and the server does not have: only the transcript shows it. */
const failedOf = ({ transcript }: LiveSession): OwnCommand[] =>
  transcript.entries.flatMap(({ delivery, command, at }) =>
    delivery === 'failed' && command && command.type !== 'LeaveSession' ? [{ command, at, after: 0 }] : [],
  )

type Opening = Pick<SessionBeginning, 'attach' | 'seen' | 'outboxes'>

/**
 * Who takes the session: another one each time a page takes it, or a start that is repeated in one page could not take back
 * what a late frame of an earlier page has taken. Never saved: a duplicated tab copies what is, and would be the same page.
 */
const newPageId = randomId

const orAbort = async <Value>(value: Value | PromiseLike<Value>, signal: AbortSignal | undefined) =>
  abortable(Promise.resolve(value), signal)

function checkedOptions(options: ChatOptions) {
  checkOptions('createChat', options, {
    transport: methods('connect'),
    storage: optional(methods('load', 'save', 'remove', 'keys')),
    outbox: optional(object),
    ...environmentGuards,
  })
  const {
    transport,
    storage = webStorage(),
    outbox: { maxMessages = 100 } = {},
    logger = silentLogger,
    clock = systemClock,
    network = systemNetworkStatus,
  } = options
  checkArgument('createChat outbox.maxMessages', maxMessages, place)
  return { transport, storage, logger: guardedLogger(logger), clock, network, maxMessages }
}

const startRequest = fields({ nickname: optional(string), subject: optional(string), userData: optional(object) })

function checkedRequest(request: StartRequest): StartRequest {
  checkArgument('request', request, startRequest)
  const { nickname, subject, userData } = request
  return jsonSnapshot({ nickname, subject, userData }, 'request') as StartRequest
}
