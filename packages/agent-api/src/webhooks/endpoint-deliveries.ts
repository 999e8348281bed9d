import type { BackendSession } from '@chat-transport/backend'
import type { TranscriptEvent } from '@chat-transport/core'
import type { SessionWatch } from '../sessions/session-watch.ts'
import { postWebhook } from './post-webhook.ts'
import { expiryOf, webhookOf, type Webhook } from './webhook.ts'
import type { EndpointSettings, WebhookSettings } from './webhook-options.ts'

/** How far the endpoint has been told of a session, and what has become of the webhook that is under way. */
interface Progress {
  after: number
  /** Whether the place is kept: what happens before that would not be told after a restart. */
  isKept: boolean
  /** The session has ended, and the endpoint knows. */
  isTold: boolean
  /** Another server tells of the session. */
  isLeft: boolean
  /** The session is forgotten: what was not told by then is given up. */
  isForgotten: boolean
  failures: number
  failingSince: number
  stopWaiting?: (() => void) | undefined
}

const pageEvents = 100
const firstRetryMs = 1_000
const longestRetryMs = 300_000

/**
 * What one endpoint is told: for each session one webhook after the other. The transcripts are the queue, so however long an endpoint is
 * away, this process keeps a place for each session and nothing else.
 */
export class EndpointDeliveries {
  readonly #endpoint: EndpointSettings
  readonly #settings: WebhookSettings
  readonly #watch: SessionWatch
  readonly #scope = new AbortController()
  readonly #progress = new Map<string, Progress>()
  /** Sessions in which there may be something to tell. */
  readonly #due = new Set<string>()
  readonly #running = new Map<string, Promise<void>>()

  constructor(endpoint: EndpointSettings, settings: WebhookSettings, watch: SessionWatch) {
    this.#endpoint = endpoint
    this.#settings = settings
    this.#watch = watch
  }

  /** Tells of a session from its event after this index on, unless another place is kept. One that is known already stays. */
  begin(sessionId: string, after: number, isKept = false): void {
    if (this.#progress.has(sessionId)) return
    const fresh = { isTold: false, isLeft: false, isForgotten: false, failures: 0, failingSince: 0 }
    this.#progress.set(sessionId, { after, isKept, ...fresh })
    this.wake(sessionId)
  }

  /** Another server tells of the session now. */
  leave(sessionId: string): void {
    const progress = this.#progress.get(sessionId)
    if (!progress) return
    progress.isLeft = true
    progress.stopWaiting?.()
    this.#progress.delete(sessionId)
    this.#due.delete(sessionId)
  }

  /** Something may have happened in the session. While a webhook of it waits to be tried again, it waits as well. */
  wake(sessionId: string): void {
    if (!this.#progress.has(sessionId) || this.#progress.get(sessionId)?.stopWaiting) return
    this.#due.add(sessionId)
    this.#runDue()
  }

  async close(): Promise<void> {
    this.#scope.abort()
    for (const { stopWaiting } of this.#progress.values()) stopWaiting?.()
    await Promise.all(this.#running.values())
  }

  #runDue(): void {
    for (const sessionId of this.#due) {
      if (this.#scope.signal.aborted || this.#running.size >= this.#settings.maxConcurrent) return
      if (this.#running.has(sessionId)) continue
      this.#due.delete(sessionId)
      const progress = this.#progress.get(sessionId)
      if (progress) this.#running.set(sessionId, this.#run(sessionId, progress))
    }
  }

  async #run(sessionId: string, progress: Progress): Promise<void> {
    try {
      await this.#deliverAll(sessionId, progress)
      progress.failures = 0
    } catch (cause) {
      this.#waitAfter(sessionId, progress, cause)
    } finally {
      this.#running.delete(sessionId)
      this.#runDue()
    }
  }

  async #deliverAll(sessionId: string, progress: Progress): Promise<void> {
    if (!progress.isKept) await this.#goOnWhereKept(sessionId, progress)
    for (;;) {
      const session = await this.#watch.find(sessionId)
      if (progress.isLeft) return
      if (!session || session.status === 'gone') return this.#finish(sessionId, progress)
      const events = progress.after < session.head ? await session.transcript(progress.after, pageEvents) : []
      if (events.length === 0) return
      for (const event of events) {
        if (progress.isLeft) return
        await this.#tell(session, progress, event)
      }
    }
  }

  async #tell(session: BackendSession, progress: Progress, event: TranscriptEvent): Promise<void> {
    const webhook = webhookOf(session, event)
    if (webhook) await this.#deliver(session.id, progress, webhook)
    if (progress.isLeft) return // the server that goes on may have told of more by now
    if (event.type === 'EventSessionEnded') progress.isTold = true
    progress.after = event.index
    // Of a session that has ended nothing more is told, so a restart needs no place of it.
    if (progress.isTold) await this.#forget(session.id)
    else if (webhook) await this.#save(session.id, progress)
  }

  /** The session is forgotten. What the endpoint has not been told of it cannot be told any more, but that it is over. */
  async #finish(sessionId: string, progress: Progress): Promise<void> {
    if (!progress.isForgotten && progress.failures > 0) {
      this.#settings.onGivenUp({ endpoint: this.#endpoint.name, sessionId })
      progress.failures = 0
    }
    progress.isForgotten = true
    if (!progress.isTold) await this.#deliver(sessionId, progress, expiryOf(sessionId, this.#settings.clock.now()))
    if (progress.isLeft) return
    this.#progress.delete(sessionId)
    await this.#forget(sessionId)
  }

  /** Rejects when it is to be tried again later. */
  async #deliver(sessionId: string, progress: Progress, webhook: Webhook): Promise<void> {
    const { clock, retryForMs, logger, onGivenUp, timeoutMs } = this.#settings
    const { name, events } = this.#endpoint
    if (!events.has(webhook.type)) return
    const { signal } = this.#scope
    try {
      await postWebhook(this.#endpoint, webhook, { clock, timeoutMs, signal })
    } catch (cause) {
      if (signal.aborted || progress.failures === 0 || clock.now() - progress.failingSince < retryForMs) throw cause
      logger.error(`webhook ${webhook.id} to ${name}: given up after ${progress.failures + 1} attempts`, cause)
      onGivenUp({ endpoint: name, sessionId, id: webhook.id })
    }
    progress.failures = 0
  }

  #waitAfter(sessionId: string, progress: Progress, cause: unknown): void {
    const { clock, logger } = this.#settings
    if (this.#scope.signal.aborted || progress.isLeft) return
    this.#due.delete(sessionId) // what has happened meanwhile waits as well
    if (progress.failures === 0) progress.failingSince = clock.now()
    const mostMs = Math.min(longestRetryMs, firstRetryMs * 2 ** progress.failures)
    progress.failures++
    const delayMs = mostMs * (0.5 + clock.random() / 2)
    logger.warn(`webhooks of session ${sessionId} to ${this.#endpoint.name}: retry in ${Math.round(delayMs)} ms`, cause)
    progress.stopWaiting = clock.after(delayMs, () => {
      progress.stopWaiting = undefined
      this.wake(sessionId)
    })
  }

  /** Where a server was at which the session has been, if its place is kept. Rejects when that cannot be read now: it is tried again. */
  async #goOnWhereKept(sessionId: string, progress: Progress): Promise<void> {
    const kept = await this.#settings.cursors.find?.(this.#endpoint.name, sessionId)
    if (kept === undefined) await this.#save(sessionId, progress)
    else progress.after = kept
    progress.isKept = true
  }

  #save(sessionId: string, { after }: Progress): Promise<void> {
    return this.#keep(() => this.#settings.cursors.save({ endpoint: this.#endpoint.name, sessionId, after }))
  }

  #forget(sessionId: string): Promise<void> {
    return this.#keep(() => this.#settings.cursors.remove(this.#endpoint.name, sessionId))
  }

  /** A place that is not kept costs a repeat after a restart, and no more. */
  async #keep(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (cause) {
      this.#settings.logger.error('unable to keep how far an endpoint has been told: cursors failed', cause)
    }
  }
}
