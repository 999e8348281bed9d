import type { Clock, Logger, NetworkChange, NetworkStatus } from '@chat-transport/core'
import type { OpenTabChannel, TabChannel, TabLocks } from './environment.ts'
import { createLeadership, type Leadership } from './leadership.ts'
import { randomName } from './random-name.ts'
import { messagesVersion, type Envelope, type TabMessage } from './messages.ts'
import { readEnvelope } from './read-envelope.ts'

/** How long a visible tab waits before it asks a hidden one for the lead: whoever looks through tabs changes nothing. */
export const claimAfterMs = 1000
/** How long a leader that has yielded waits for the other tab to take the lock. */
const yieldedMs = 1000

/** A page that still runs so long after `pagehide`, or `freeze`, is in use. */
const returnMs = 1000

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
}

/** One tab among those of the browser that share a line. It takes part while somebody uses it and the page is not put away. */
export class Tab {
  readonly id: string
  readonly #options: TabOptions
  readonly #lockName: string
  readonly #leadership: Leadership
  readonly #listeners = new Set<TabListener>()
  readonly #leaderListeners = new Set<() => void>()
  #users = 0
  #channel: TabChannel | undefined
  #isAlone = false
  /** When the newest leader that was heard of began. */
  #newest = 0
  #leader: { readonly id: string; readonly since: number } | undefined
  #stopLeading: (() => void) | undefined
  #stopWatching: () => void = () => undefined
  #cancelClaim: () => void = () => undefined
  #cancelReturn: () => void = () => undefined

  constructor(options: TabOptions) {
    const { clock, locks, logger } = options
    this.#options = options
    this.id = randomName(clock)
    this.#lockName = `chat-transport:${messagesVersion}:${options.name}`
    this.#leadership = createLeadership({
      locks,
      name: this.#lockName,
      own: this.id,
      logger,
      won: () => this.#lead(),
      lost: () => this.#queueAnew(),
      impossible: (error) => this.#leadAlone(error),
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
    return this.#leader?.id
  }

  /** Takes part until the function that it returns is called. */
  use(): () => void {
    let isUsed = true
    this.#users += 1
    if (this.#users === 1) {
      this.#stopWatching = this.#options.network.subscribe((change) => this.#onPage(change))
      this.#enter()
    }
    return () => {
      if (!isUsed) return
      isUsed = false
      this.#users -= 1
      if (this.#users > 0) return
      this.#stopWatching()
      this.#cancelReturn()
      this.#leave()
    }
  }

  /** Tells one tab, which may be this one. */
  post(message: TabMessage, to: string): void {
    if (to === this.id) this.#tell(message, to)
    else this.#send(message, to)
  }

  /** Asks who leads. */
  askWho(): void {
    this.#send({ kind: 'who' })
  }

  /** Resolves with whether this tab leads still. A tab that was frozen may not have heard yet that another has taken the lead (S2). */
  async isStillLeading(): Promise<boolean> {
    const lead = this.#stopLeading
    if (!this.#isAlone) await this.#leadership.hearAll().catch(() => undefined) // A browser that has no locks any more leaves the lead to this tab.
    return lead !== undefined && this.#stopLeading === lead
  }

  /** Takes the lead from a tab that no longer answers (S4). */
  seize(): void {
    if (this.#channel && !this.leads) this.#leadership.seize()
  }

  listen(listener: TabListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Calls `listener` when another tab leads, or none. */
  onLeader(listener: () => void): () => void {
    this.#leaderListeners.add(listener)
    return () => void this.#leaderListeners.delete(listener)
  }

  #send(message: TabMessage, to?: string): void {
    const envelope: Envelope = { from: this.id, message, ...(to !== undefined && { to }) }
    this.#channel?.postMessage(envelope)
  }

  #tell(message: TabMessage, from: string): void {
    for (const listener of [...this.#listeners]) listener(message, from)
  }

  #setLeader(next: { readonly id: string; readonly since: number } | undefined): void {
    const before = this.#leader
    this.#leader = next
    if (next?.id === before?.id && next?.since === before?.since) return
    for (const listener of [...this.#leaderListeners]) listener()
    this.#claimLater()
  }

  #lead(): void {
    const { logger, lead, clock } = this.#options
    this.#stopLeading?.()
    logger.info('tabs: this tab leads')
    this.#stopLeading = lead()
    // Later than any leader before, also where the clock has been set back.
    const since = (this.#newest = Math.max(clock.now(), this.#newest + 1))
    this.#send({ kind: 'leads', since })
    this.#setLeader({ id: this.id, since })
  }

  #leadAlone(error: unknown): void {
    this.#isAlone = true
    this.#options.logger.warn('tabs: no Web Locks or BroadcastChannel for this page, so its line is its own', error)
    this.#channel?.close()
    this.#channel = undefined
    this.#lead()
  }

  #stepDown(): void {
    const stop = this.#stopLeading
    if (!stop) return
    this.#options.logger.info('tabs: this tab leads no more')
    this.#stopLeading = undefined
    stop()
    this.#send({ kind: 'resigned' })
    if (this.#leader?.id === this.id) this.#setLeader(undefined)
  }

  #queueAnew(): void {
    this.#stepDown()
    this.#leadership.leave()
    if (this.#channel) this.#leadership.queue()
  }

  /** A hidden tab's timers are slow, and it may be frozen: a visible one asks it for the lead (S3). */
  #claimLater(): void {
    const { clock, network } = this.#options
    const isWanted = () => !network.hidden && this.#channel && this.#leader && this.#leader.id !== this.id
    this.#cancelClaim()
    if (!isWanted()) return
    this.#cancelClaim = clock.after(claimAfterMs, () => {
      if (isWanted()) this.#send({ kind: 'claim' }, this.leader)
    })
  }

  #yieldTo(other: string): void {
    const { clock, network } = this.#options
    if (!this.leads || !network.hidden) return
    this.#stepDown()
    this.#send({ kind: 'yielded' }, other)
    // Should that tab be gone by now, the next in the queue leads.
    clock.after(yieldedMs, () => this.#leader?.id === undefined && this.#queueAnew())
  }

  #hear(message: TabMessage, from: string): void {
    if (message.kind === 'who') this.#answerWho()
    else if (message.kind === 'claim') this.#yieldTo(from)
    else if (message.kind === 'yielded') this.seize()
    else if (message.kind === 'leads') this.#onLeads(from, message.since)
    else if (message.kind !== 'resigned') this.#tell(message, from)
    else if (this.#leader?.id === from) this.#setLeader(undefined)
  }

  #answerWho(): void {
    if (this.leads && this.#leader) this.#send({ kind: 'leads', since: this.#leader.since })
  }

  #onLeads(id: string, since: number): void {
    if (this.#leader && this.#leader.since > since) return
    this.#newest = Math.max(this.#newest, since)
    if (this.leads) this.#queueAnew() // It has the lock: this tab was frozen when it was taken (S2).
    this.#setLeader({ id, since })
  }

  #enter(): void {
    if (this.#channel || this.#users === 0 || this.leads) return
    if (this.#isAlone) return this.#lead()
    try {
      this.#channel = this.#options.openChannel(this.#lockName)
    } catch (error) {
      return this.#leadAlone(error)
    }
    const channel = this.#channel
    channel.onmessage = ({ data }) => {
      const said = readEnvelope(data, this.id)
      if (said && this.#channel === channel) this.#hear(said.message, said.from)
    }
    this.askWho()
    this.#leadership.queue()
  }

  #leave(): void {
    this.#cancelClaim()
    this.#stepDown()
    this.#leadership.leave()
    this.#channel?.close()
    this.#channel = undefined
    this.#setLeader(undefined)
  }

  /**
   * What holds a lock or has a channel open is not kept in the back/forward cache (S5), and what is frozen can neither lead nor
   * take its turn.
   */
  #onPage(change: NetworkChange): void {
    if (change === 'online' || change === 'offline') return
    this.#cancelReturn()
    if (change === 'pagehide' || change === 'freeze') {
      this.#leave()
      this.#cancelReturn = this.#options.clock.after(returnMs, () => this.#enter()) // It was not put away.
    } else {
      this.#enter()
      this.#claimLater()
    }
  }
}
