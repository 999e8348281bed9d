import type { PrimaryNode, SubscribingClient } from '../connection/connection.ts'
import type { ChannelListener } from './channel-listener.ts'
import type { Delivery } from './delivery.ts'

interface Entered {
  readonly listener: ChannelListener
  readonly onLost: (cause: unknown) => void
}

export interface SubscriberOptions {
  readonly node: PrimaryNode
  /** What becomes of what is heard. */
  readonly delivery: Delivery
  readonly onClosed: () => void
}

/**
 * A connection to one server, to listen there. It is never mended: when it is lost, so are all its channels, and whoever wants to hear
 * more has to look for the server that tells of it now.
 */
export class Subscriber {
  readonly node: PrimaryNode
  readonly #options: SubscriberOptions
  readonly #client: SubscribingClient
  readonly #opening: Promise<unknown>
  readonly #entered = new Map<string, Entered>()
  /** What is under way for a channel: one that is left and entered in one turn must not be left in the end. */
  readonly #turns = new Map<string, Promise<void>>()
  #state: 'open' | 'closed' = 'open'

  constructor(options: SubscriberOptions) {
    this.node = options.node
    this.#options = options
    this.#client = options.node.duplicate()
    this.#client.on('error', (cause) => this.close(cause))
    this.#client.on('end', () => this.close(new Error('the connection has ended')))
    this.#client.on('sharded-channel-moved', (name) => this.#lose(name, new Error('its slot has moved')))
    this.#opening = this.#client.connect()
    this.#opening.catch((cause: unknown) => this.close(cause))
  }

  get isIdle(): boolean {
    return this.#entered.size === 0
  }

  /** Resolves when the server tells of the channel. Rejects when it does not. */
  async enter(listener: ChannelListener, onLost: (cause: unknown) => void): Promise<void> {
    const { name } = listener
    const entered: Entered = { listener, onLost }
    this.#entered.set(name, entered)
    try {
      await this.#opening
      await this.#inTurn(name, () => this.#client.sSubscribe(name, this.#hear))
    } catch (cause) {
      if (this.#entered.get(name) === entered) this.#entered.delete(name)
      throw cause
    }
    if (this.#entered.get(name) !== entered) throw new Error('the channel was lost meanwhile')
  }

  leave({ name }: ChannelListener): void {
    this.#entered.delete(name)
    // When that fails, the connection is lost, or the channel was never entered.
    this.#inTurn(name, () => this.#client.sUnsubscribe(name, this.#hear)).catch(() => undefined)
  }

  /** Resolves when the server has answered. */
  async ping(): Promise<void> {
    await this.#opening
    await this.#client.ping()
  }

  close(cause: unknown): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#client.destroy()
    this.#options.onClosed()
    for (const name of [...this.#entered.keys()]) this.#lose(name, cause)
  }

  readonly #hear = (text: string, name: string) => {
    const entered = this.#entered.get(name)
    if (entered) this.#options.delivery.heard(entered.listener, text)
  }

  #lose(name: string, cause: unknown): void {
    const entered = this.#entered.get(name)
    this.#entered.delete(name)
    entered?.onLost(cause)
  }

  #inTurn(name: string, step: () => Promise<unknown>): Promise<void> {
    const before = this.#turns.get(name) ?? Promise.resolve()
    const turn = before.then(step, step).then(() => undefined)
    const over = () => {
      if (this.#turns.get(name) === turn) this.#turns.delete(name)
    }
    this.#turns.set(name, turn)
    turn.then(over, over)
    return turn
  }
}
