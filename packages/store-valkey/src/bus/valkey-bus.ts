import type { SessionBus, SessionListener, Subscription } from '@chat-transport/backend'
import type { Clock, Logger } from '@chat-transport/core'
import { isRefusal, type Connection, type PrimaryNode } from '../connection/connection.ts'
import { within } from '@chat-transport/backend'
import type { Keys } from '../sessions/keys.ts'
import { ConfirmedDelivery, promptDelivery } from './delivery.ts'
import { Subscribers } from './subscribers.ts'
import { Subscriptions } from './subscriptions.ts'
import { toldText } from './bus-message.ts'

export interface BusSetting {
  readonly connection: Connection
  readonly keys: Keys
  /** How long a server may take to answer. */
  readonly timeoutMs: number
  readonly clock: Clock
  readonly logger: Logger
  /** Resolves when all that the node has done so far is where changes must be before anybody is shown them. */
  readonly confirm?: (node: PrimaryNode, channel: string) => Promise<void>
}

/** What back ends hear of each other: a sharded channel for each session, in the slot of the session. The scripts tell of what they do. */
export class ValkeyBus implements SessionBus {
  readonly #setting: BusSetting
  readonly #subscriptions: Subscriptions
  #state: 'open' | 'closed' = 'open'

  constructor(setting: BusSetting) {
    const { clock, confirm, logger } = setting
    this.#setting = setting
    const deliveryOf = (node: PrimaryNode, overflow: (cause: unknown) => void) =>
      confirm
        ? new ConfirmedDelivery({ confirm: (channel) => confirm(node, channel), overflow, clock, logger })
        : promptDelivery
    this.#subscriptions = new Subscriptions(setting, new Subscribers({ ...setting, deliveryOf }))
  }

  /** Resolves when it has been tried that a server tells, and can be told. Rejects with what to do when it does not. */
  async open(): Promise<void> {
    const channel = this.#setting.keys.told('')
    try {
      await this.#subscriptions.tryOnce(channel)
      await this.#publish(channel, toldText(''))
    } catch (cause) {
      this.close()
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new Error(
        `chat servers cannot hear of each other: ${why}. The user needs +ssubscribe, +sunsubscribe and +spublish, and the channels of the prefix (&prefix*)`,
        { cause },
      )
    }
  }

  listen(sessionId: string, listener: SessionListener): Subscription {
    const subscriptions = this.#subscriptions
    if (this.#state === 'closed') return neverReady()
    const channel = subscriptions.channel(this.#setting.keys.told(sessionId))
    const { ready, stop } = channel.add(listener)
    return {
      ready,
      stop() {
        stop()
        if (!channel.isWanted) subscriptions.leave(channel)
      },
    }
  }

  tell(sessionId: string, message: string): void {
    if (this.#state === 'closed') return
    const { keys, logger } = this.#setting
    this.#publish(keys.told(sessionId), toldText(message)).catch((cause: unknown) =>
      logger.warn('valkey: other servers could not be told something of a session', cause),
    )
  }

  close(): void {
    this.#state = 'closed'
    this.#subscriptions.close()
  }

  /** Once only: a second attempt could come after what is told later. */
  async #publish(channel: string, text: string): Promise<void> {
    const { clock, connection, timeoutMs } = this.#setting
    const bound = { clock, timeoutMs, tooLate: () => new Error(`no answer within ${timeoutMs} ms`) }
    const node = await within(connection.nodeFor(channel), bound)
    try {
      await within(node.sendCommand(['SPUBLISH', channel, text]), bound)
    } catch (cause) {
      if (isRefusal(cause)) await connection.refused(node, cause, channel)
      throw cause
    }
  }
}

function neverReady(): Subscription {
  const ready = Promise.reject<void>(new Error('the session store is closed'))
  ready.catch(() => undefined) // of whoever does not wait for it
  return { ready, stop: () => undefined }
}
