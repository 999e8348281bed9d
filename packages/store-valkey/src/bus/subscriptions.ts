import type { Clock, Logger } from '@chat-transport/core'
import { isRefusal, type Connection } from '../connection/connection.ts'
import { within } from '@chat-transport/backend'
import { Channel } from './channel.ts'
import type { Subscriber } from './subscriber.ts'
import type { Subscribers } from './subscribers.ts'

export interface SubscriptionsSetting {
  readonly connection: Connection
  /** How long a server may take to answer. */
  readonly timeoutMs: number
  readonly clock: Clock
  readonly logger: Logger
}

const shortestPauseMs = 10
const longestPauseMs = 1_000

/** Keeps channels entered at the servers that tell of them, whatever becomes of servers and connections. */
export class Subscriptions {
  readonly #setting: SubscriptionsSetting
  readonly #subscribers: Subscribers
  /** By name, those that are wanted. */
  readonly #channels = new Map<string, Channel>()
  /** Those that are to be entered again. */
  readonly #lost = new Set<Channel>()
  #pauseMs = shortestPauseMs
  /** Whether the log has been told that channels are lost. */
  #isMissing = false
  #stopRetry: (() => void) | undefined
  #stopCheck: (() => void) | undefined
  #state: 'open' | 'closed' = 'open'

  constructor(setting: SubscriptionsSetting, subscribers: Subscribers) {
    this.#setting = setting
    this.#subscribers = subscribers
  }

  /** It is heard, or will be, until it is left. */
  channel(name: string): Channel {
    const known = this.#channels.get(name)
    if (known) return known
    const channel = new Channel(name, this.#setting.logger)
    this.#channels.set(name, channel)
    void this.#enter(channel)
    this.#checkLater()
    return channel
  }

  leave(channel: Channel): void {
    if (!this.#isWanted(channel)) return
    this.#channels.delete(channel.name)
    this.#lost.delete(channel)
    channel.subscriber?.leave(channel)
  }

  /** Rejects when a channel cannot be entered. */
  async tryOnce(name: string): Promise<void> {
    const channel = new Channel(name, this.#setting.logger)
    const subscriber = await this.#subscribe(channel)
    subscriber.leave(channel)
  }

  close(): void {
    this.#state = 'closed'
    this.#stopRetry?.()
    this.#stopCheck?.()
    this.#subscribers.close()
    for (const channel of this.#channels.values()) channel.abandon(new Error('the session store is closed'))
    this.#channels.clear()
  }

  /** Never rejects: what fails is tried again, until it succeeds or nobody wants it any more. */
  async #enter(channel: Channel): Promise<void> {
    try {
      const subscriber = await this.#subscribe(channel)
      if (this.#isWanted(channel)) channel.entered(subscriber)
      else if (!this.#channels.has(channel.name)) subscriber.leave(channel)
    } catch (cause) {
      this.#lose(channel, cause)
    }
  }

  async #subscribe(channel: Channel): Promise<Subscriber> {
    const { connection, timeoutMs, clock } = this.#setting
    const { name } = channel
    const silent = new Error(`no answer within ${timeoutMs} ms`)
    const bound = { clock, timeoutMs, tooLate: () => silent }
    const node = await within(connection.nodeFor(name), bound)
    const subscriber = this.#subscribers.at(node)
    try {
      const onLost = (cause: unknown) => {
        // One at which it was before tells nothing of where it is now.
        if (channel.subscriber === undefined || channel.subscriber === subscriber) this.#lose(channel, cause)
      }
      await within(subscriber.enter(channel, onLost), bound)
      return subscriber
    } catch (cause) {
      if (cause === silent) subscriber.close(cause)
      if (isRefusal(cause)) await connection.refused(node, cause, name).catch(() => undefined)
      throw cause
    }
  }

  #lose(channel: Channel, cause: unknown): void {
    channel.lost()
    if (this.#state === 'closed' || !this.#isWanted(channel)) return
    this.#lost.add(channel)
    this.#enterLostLater(cause)
  }

  #enterLostLater(cause: unknown): void {
    if (this.#stopRetry) return
    const { clock, logger } = this.#setting
    if (!this.#isMissing) logger.warn('valkey: some sessions do not hear other servers, it is tried again', cause)
    this.#isMissing = true
    this.#stopRetry = clock.after(this.#pauseMs, () => void this.#enterLost())
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs)
  }

  async #enterLost(): Promise<void> {
    const channels = [...this.#lost]
    this.#lost.clear()
    this.#stopRetry = undefined
    await Promise.all(channels.map((each) => this.#enter(each)))
    if (this.#lost.size > 0 || this.#state === 'closed') return
    this.#pauseMs = shortestPauseMs
    this.#isMissing = false
    this.#setting.logger.info('valkey: all sessions hear other servers again')
  }

  #checkLater(): void {
    const { clock, timeoutMs } = this.#setting
    this.#stopCheck ??= clock.after(timeoutMs / 3, () => void this.#check())
  }

  /** Sees that all is heard where it is told: servers that are cut off from others, or silent, do not say so. */
  async #check(): Promise<void> {
    const { clock, timeoutMs } = this.#setting
    this.#subscribers.check()
    const checks = Promise.all([...this.#channels.values()].map((each) => this.#checkPlace(each)))
    const tooLate = () => new Error('it is not known which server tells of a session')
    await within(checks, { clock, timeoutMs, tooLate }).catch(() => undefined) // until the next check
    this.#stopCheck = undefined
    if (this.#channels.size > 0 && this.#state === 'open') this.#checkLater()
  }

  async #checkPlace(channel: Channel): Promise<void> {
    const { connection } = this.#setting
    const { name, subscriber } = channel
    if (!subscriber) return
    const node = await connection.nodeFor(name).catch(() => undefined) // whoever needs it says why
    if (node === undefined || node === subscriber.node || channel.subscriber !== subscriber) return
    subscriber.leave(channel)
    this.#lose(channel, new Error('another server tells of it now'))
  }

  #isWanted(channel: Channel): boolean {
    return this.#channels.get(channel.name) === channel
  }
}
