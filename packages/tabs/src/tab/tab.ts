import type { Clock, Logger, NetworkStatus } from '@chat-transport/core'
import type { OpenTabChannel, TabLocks } from './environment.ts'
import { createLeaderNews } from './known-leader.ts'
import { createLeadClaim } from './lead-claim.ts'
import { createLeadership, type Leadership } from './leadership.ts'
import { messagesVersion, type TabMessage } from './messages.ts'
import { createPresence } from './presence.ts'
import { randomName } from './random-name.ts'
import { joinChannel, type JoinedChannel } from './tab-channel.ts'

/** How long a leader that has yielded waits for the other tab to take the lock. */
const yieldedMs = 1000

export type TabListener = (message: TabMessage, from: string) => void

export interface TabOptions {
  readonly name: string
  readonly locks: TabLocks
  readonly openChannel: OpenTabChannel
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly logger: Logger
  /** This tab leads from now on. Returns what ends that. */
  lead(): () => void
  /** It takes part no more, for now or for good. */
  left(): void
}

/** One tab among those of the browser that share a line. It takes part while somebody uses it and the page is not put away. */
export class Tab {
  readonly id: string
  /** Takes part until the function that it returns is called. */
  readonly use: () => () => void
  readonly #options: TabOptions
  readonly #name: string
  readonly #leadership: Leadership
  readonly #leader = createLeaderNews()
  readonly #claim
  readonly #listeners = new Set<TabListener>()
  #channel: JoinedChannel | undefined
  #isAlone = false
  #stopLeading: (() => void) | undefined

  constructor(options: TabOptions) {
    const { clock, network, locks, logger, name } = options
    this.#options = options
    this.id = randomName(clock)
    this.#name = `chat-transport:${messagesVersion}:${name}`
    this.#leadership = createLeadership({
      locks,
      name: this.#name,
      own: this.id,
      logger,
      won: () => this.#lead(),
      lost: () => this.#queueAnew(),
      impossible: (error) => this.#leadAlone(error),
    })
    this.#claim = createLeadClaim({
      clock,
      network,
      isLed: () => this.#channel !== undefined && this.leader !== undefined && this.leader !== this.id,
      claim: () => this.#channel?.send({ kind: 'claim' }, this.leader),
    })
    this.#leader.onChange(this.#claim.later)
    this.use = createPresence({
      clock,
      network,
      enter: () => this.#enter(),
      leave: () => this.#leave(),
      shown: this.#claim.later,
    })
  }

  get leads(): boolean {
    return this.#stopLeading !== undefined
  }

  /** It shares its line with nobody (S12). */
  get isAlone(): boolean {
    return this.#isAlone
  }

  /** The tab that leads, as far as this one knows. */
  get leader(): string | undefined {
    return this.#leader.current?.id
  }

  /** Tells one tab, which may be this one. */
  post(message: TabMessage, to: string): void {
    if (to === this.id) this.#tell(message, to)
    else this.#channel?.send(message, to)
  }

  /** Asks who leads. */
  askWho(): void {
    this.#channel?.send({ kind: 'who' })
  }

  /** Resolves with whether this tab leads still. A tab that was frozen may not have heard yet that another has taken the lead (S2). */
  async isStillLeading(): Promise<boolean> {
    const lead = this.#stopLeading
    if (!this.#isAlone) await this.#leadership.hearAll().catch(() => undefined) // A browser that has no locks any more leaves the lead to this tab.
    return lead !== undefined && this.#stopLeading === lead
  }

  /** Takes the lead from a tab that no longer answers (S4), unless the page is put away. */
  seize(): void {
    if (this.#channel && !this.leads) this.#leadership.seize()
  }

  listen(listener: TabListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Calls `listener` when another tab leads, or none. */
  onLeader(listener: () => void): () => void {
    return this.#leader.onChange(listener)
  }

  #tell(message: TabMessage, from: string): void {
    for (const listener of [...this.#listeners]) listener(message, from)
  }

  #lead(): void {
    const { logger, lead, clock } = this.#options
    this.#stopLeading?.()
    logger.info('tabs: this tab leads')
    this.#stopLeading = lead()
    const since = this.#leader.nextSince(clock.now())
    this.#channel?.send({ kind: 'leads', since })
    this.#leader.set({ id: this.id, since })
  }

  #leadAlone(error: unknown): void {
    this.#isAlone = true
    this.#options.logger.warn('tabs: no Web Locks or BroadcastChannel for this page, so its line is its own', error)
    this.#closeChannel()
    this.#lead()
  }

  #stepDown(): void {
    const stop = this.#stopLeading
    if (!stop) return
    this.#options.logger.info('tabs: this tab leads no more')
    this.#stopLeading = undefined
    stop()
    this.#channel?.send({ kind: 'resigned' })
    if (this.leader === this.id) this.#leader.set(undefined)
  }

  #queueAnew(): void {
    this.#stepDown()
    this.#leadership.leave()
    if (this.#channel) this.#leadership.queue()
  }

  #yieldTo(other: string): void {
    const { clock, network } = this.#options
    if (!this.leads || !network.hidden) return
    this.#stepDown()
    this.#channel?.send({ kind: 'yielded' }, other)
    // Should that tab be gone by now, the next in the queue leads.
    clock.after(yieldedMs, () => this.leader === undefined && this.#queueAnew())
  }

  #hear(message: TabMessage, from: string): void {
    if (message.kind === 'who') this.#answerWho()
    else if (message.kind === 'claim') this.#yieldTo(from)
    else if (message.kind === 'yielded') this.seize()
    else if (message.kind === 'leads') this.#onLeads(from, message.since)
    else if (message.kind !== 'resigned') this.#tell(message, from)
    else if (this.leader === from) this.#leader.set(undefined)
  }

  #answerWho(): void {
    const { current } = this.#leader
    if (this.leads && current) this.#channel?.send({ kind: 'leads', since: current.since })
  }

  #onLeads(id: string, since: number): void {
    if (this.#leader.isOutdated(since)) return
    if (this.leads) this.#queueAnew() // It has the lock: this tab was frozen when it was taken (S2).
    this.#leader.set({ id, since })
  }

  #enter(): void {
    if (this.#channel || this.leads) return
    if (this.#isAlone) return this.#lead()
    const { openChannel } = this.#options
    try {
      this.#channel = joinChannel({
        openChannel,
        name: this.#name,
        own: this.id,
        hear: (message, from) => this.#hear(message, from),
      })
      this.askWho()
    } catch (error) {
      return this.#leadAlone(error)
    }
    this.#leadership.queue()
  }

  #leave(): void {
    this.#claim.cancel()
    this.#stepDown()
    this.#leadership.leave()
    this.#closeChannel()
    this.#leader.set(undefined)
    this.#options.left()
  }

  #closeChannel(): void {
    this.#channel?.close()
    this.#channel = undefined
  }
}
