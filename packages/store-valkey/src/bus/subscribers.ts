import type { Clock } from '@chat-transport/core'
import type { PrimaryNode } from '../connection/connection.ts'
import { within } from '@chat-transport/backend'
import type { Delivery } from './delivery.ts'
import { Subscriber } from './subscriber.ts'

export interface SubscribersSetting {
  readonly timeoutMs: number
  readonly clock: Clock
  /** For what is heard from the node. `giveUp` ends the connection. */
  readonly deliveryOf: (node: PrimaryNode, giveUp: (cause: unknown) => void) => Delivery
}

/** A connection to listen for each server, made when it is wanted. */
export class Subscribers {
  readonly #setting: SubscribersSetting
  readonly #open = new Map<PrimaryNode, Subscriber>()
  #state: 'open' | 'closed' = 'open'

  constructor(setting: SubscribersSetting) {
    this.#setting = setting
  }

  at(node: PrimaryNode): Subscriber {
    if (this.#state === 'closed') throw new Error('the session store is closed')
    const known = this.#open.get(node)
    if (known) return known
    const delivery = this.#setting.deliveryOf(node, (cause) => subscriber.close(cause))
    const onClosed = () => {
      delivery.close()
      this.#open.delete(node)
    }
    const subscriber: Subscriber = new Subscriber({ node, delivery, onClosed })
    this.#open.set(node, subscriber)
    return subscriber
  }

  /** Gives up those whose servers are silent, and those that nobody needs: their servers may be gone. */
  check(): void {
    const { clock, timeoutMs } = this.#setting
    const tooLate = () => new Error(`no answer within ${timeoutMs} ms`)
    for (const each of [...this.#open.values()]) {
      if (each.isIdle) each.close(new Error('nobody listens'))
      else within(each.ping(), { clock, timeoutMs, tooLate }).catch((cause: unknown) => each.close(cause))
    }
  }

  close(): void {
    this.#state = 'closed'
    for (const each of [...this.#open.values()]) each.close(new Error('the session store is closed'))
  }
}
