import type { BackendSession } from '@chat-transport/backend'
import type { TranscriptEvent } from '@chat-transport/core'
import type { SessionWatch } from '../sessions/session-watch.ts'
import { hasLeft, progressAt, type Progress } from './progress.ts'
import { postWebhook } from './post-webhook.ts'
import { expiryOf, webhookOf, type Webhook } from './webhook.ts'
import type { WebhookCounts } from './webhook-counts.ts'
import type { EndpointSettings, WebhookSettings } from './webhook-options.ts'

const pageEvents = 100
const firstRetryMs = 1_000
const longestRetryMs = 300_000
/** How long the other servers have to say which of them shows a session. */
const answerMs = 2_000

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
  readonly #counted = { delivered: 0, failedAttempts: 0, givenUp: 0 }

  constructor(endpoint: EndpointSettings, settings: WebhookSettings, watch: SessionWatch) {
    this.#endpoint = endpoint
    this.#settings = settings
    this.#watch = watch
  }

  /**
   * The visitor is here: tells of the session from its event after this index on, unless another place is kept. Without an index, only if
   * one is. One that is known already stays.
   */
  begin(sessionId: string, after: number | undefined): void {
    if (after !== undefined) this.#add(sessionId, progressAt('begun', after))
    else if (this.#isShared) this.#add(sessionId, progressAt('asked', 0))
  }

  /** Goes on from a place that is kept, unless another server tells of the session. */
  resume(sessionId: string, after: number): void {
    this.#add(sessionId, progressAt(this.#isShared ? 'listed' : 'telling', after))
  }

  /**
   * The session is not shown here any more. Another server goes on where this one was, if it finds the place. Otherwise both tell of it:
   * twice is better than never.
   */
  handOver(session: BackendSession, why: 'moved' | 'released'): void {
    const progress = this.#progress.get(session.id)
    if (!progress) return
    if (this.#isElsewhere(session) || (why === 'released' && !this.#isShared)) this.#leave(session.id, progress)
    else if (this.#isShared && progress.stage === 'telling') {
      // Nobody is known to have it, as after an outage of the bus.
      this.#leave(session.id, progress)
      this.resume(session.id, progress.after)
    }
  }

  /** Something may have happened in the session. While a webhook of it waits to be tried again, it waits as well. */
  wake(sessionId: string): void {
    if (!this.#progress.has(sessionId) || this.#progress.get(sessionId)?.stopWaiting) return
    this.#due.add(sessionId)
    this.#runDue()
  }

  get counts(): WebhookCounts {
    const retried = [...this.#progress.values()].filter(({ failures, stopWaiting }) => failures > 0 && stopWaiting)
    const due = [...this.#due].filter((sessionId) => !this.#running.has(sessionId))
    return { ...this.#counted, waitingSessions: retried.length + due.length }
  }

  async close(): Promise<void> {
    this.#scope.abort()
    for (const { stopWaiting } of this.#progress.values()) stopWaiting?.()
    await Promise.all(this.#running.values())
  }

  #add(sessionId: string, progress: Progress): void {
    if (this.#progress.has(sessionId)) return
    this.#progress.set(sessionId, progress)
    this.wake(sessionId)
  }

  #leave(sessionId: string, progress: Progress): void {
    progress.stage = 'left'
    progress.stopWaiting?.()
    if (this.#progress.get(sessionId) === progress) this.#progress.delete(sessionId)
  }

  /** Whether other servers find the places of this one. */
  get #isShared(): boolean {
    return this.#settings.cursors.find !== undefined
  }

  #isElsewhere({ shownAt }: BackendSession): boolean {
    return this.#isShared && shownAt === 'elsewhere'
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
    if (progress.stage === 'listed') return this.#askOthers(sessionId, progress)
    if (progress.stage === 'asked' || progress.stage === 'begun') await this.#findPlace(sessionId, progress)
    while (!hasLeft(progress)) {
      const session = await this.#watch.find(sessionId)
      if (hasLeft(progress)) return
      if (!session || session.status === 'gone') return this.#finish(sessionId, progress)
      if (this.#isElsewhere(session)) return this.#leave(sessionId, progress)
      if (!(await this.#tellNext(session, progress))) return
    }
  }

  /** Tells of the events that are read next. False when there is none. */
  async #tellNext(session: BackendSession, progress: Progress): Promise<boolean> {
    const events = progress.after < session.head ? await session.transcript(progress.after, pageEvents) : []
    for (const event of events) {
      if (hasLeft(progress)) break
      await this.#tell(session, progress, event)
    }
    return events.length > 0
  }

  /** Finding the session asks them. Where it is forgotten, there is nothing to ask. */
  async #askOthers(sessionId: string, progress: Progress): Promise<void> {
    const session = await this.#watch.find(sessionId)
    if (hasLeft(progress)) return
    progress.stage = 'asked'
    if (session) this.#wait(sessionId, progress, answerMs)
    else this.#due.add(sessionId)
  }

  async #tell(session: BackendSession, progress: Progress, event: TranscriptEvent): Promise<void> {
    const webhook = webhookOf(session, event)
    if (webhook) await this.#deliver(session.id, progress, webhook)
    if (hasLeft(progress)) return // the server that goes on may have told of more by now
    progress.after = event.index
    if (event.type === 'EventSessionEnded') {
      progress.stage = 'told'
      // Nothing more is told of the session, so a restart needs no place of it.
      await this.#forget(session.id)
    } else if (webhook) await this.#save(session.id, progress)
  }

  /** The session is forgotten. What the endpoint has not been told of it cannot be told any more, but that it is over. */
  async #finish(sessionId: string, progress: Progress): Promise<void> {
    const wasTelling = progress.stage === 'telling'
    if (wasTelling && progress.failures > 0) {
      this.#giveUp({ sessionId })
      succeeded(progress)
    }
    if (progress.stage !== 'told') {
      progress.stage = 'forgotten'
      await this.#deliver(sessionId, progress, expiryOf(sessionId, this.#settings.clock.now()))
    }
    if (hasLeft(progress)) return
    this.#progress.delete(sessionId)
    await this.#forget(sessionId)
  }

  /** Rejects when it is to be tried again later. */
  async #deliver(sessionId: string, progress: Progress, webhook: Webhook): Promise<void> {
    const { clock, retryForMs, logger, timeoutMs } = this.#settings
    const { name, events } = this.#endpoint
    if (!events.has(webhook.type)) return
    const { signal } = this.#scope
    try {
      await postWebhook(this.#endpoint, webhook, { clock, timeoutMs, signal })
      this.#counted.delivered++
    } catch (cause) {
      if (!signal.aborted) this.#counted.failedAttempts++
      const isFirst = progress.refusedSince === undefined
      progress.refusedSince ??= clock.now()
      if (signal.aborted || isFirst || clock.now() - progress.refusedSince < retryForMs) throw cause
      logger.error(`webhook ${webhook.id} to ${name}: given up after ${progress.failures + 1} attempts`, cause)
      this.#giveUp({ sessionId, id: webhook.id })
    }
    succeeded(progress)
  }

  #giveUp(lost: { readonly sessionId: string; readonly id?: string }): void {
    this.#counted.givenUp++
    this.#settings.onGivenUp({ endpoint: this.#endpoint.name, ...lost })
  }

  #waitAfter(sessionId: string, progress: Progress, cause: unknown): void {
    const { clock, logger } = this.#settings
    if (this.#scope.signal.aborted || hasLeft(progress)) return
    const mostMs = Math.min(longestRetryMs, firstRetryMs * 2 ** progress.failures)
    progress.failures++
    const delayMs = mostMs * (0.5 + clock.random() / 2)
    logger.warn(`webhooks of session ${sessionId} to ${this.#endpoint.name}: retry in ${Math.round(delayMs)} ms`, cause)
    this.#wait(sessionId, progress, delayMs)
  }

  /** What happens meanwhile waits as well. */
  #wait(sessionId: string, progress: Progress, delayMs: number): void {
    this.#due.delete(sessionId)
    if (this.#scope.signal.aborted) return
    progress.stopWaiting = this.#settings.clock.after(delayMs, () => {
      progress.stopWaiting = undefined
      this.wake(sessionId)
    })
  }

  /** Where a server was at which the session has been, if its place is kept. Rejects when that cannot be read now: it is tried again. */
  async #findPlace(sessionId: string, progress: Progress): Promise<void> {
    const kept = await this.#settings.cursors.find?.(this.#endpoint.name, sessionId)
    if (hasLeft(progress)) return
    if (kept === undefined && progress.stage === 'asked') return this.#leave(sessionId, progress) // all has been told
    progress.stage = 'telling'
    if (kept === undefined) await this.#save(sessionId, progress)
    else progress.after = kept
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

function succeeded(progress: Progress): void {
  progress.failures = 0
  progress.refusedSince = undefined
}
