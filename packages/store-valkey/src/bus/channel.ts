import type { SessionListener } from '@chat-transport/backend'
import type { Logger } from '@chat-transport/core'
import type { ChannelListener } from './channel-listener.ts'
import type { Subscriber } from './subscriber.ts'
import { deliverTo } from './bus-message.ts'

/** Somebody who waits until the channel is heard. */
interface Waiting {
  resolve(): void
  reject(cause: unknown): void
}

interface Listening {
  readonly listener: SessionListener
  mayHaveMissed: boolean
}

/** What is told of one session, to all who listen to it here. */
export class Channel implements ChannelListener {
  readonly name: string
  readonly #logger: Logger
  readonly #listening = new Set<Listening>()
  #subscriber: Subscriber | undefined
  #waiting: Waiting[] = []

  constructor(name: string, logger: Logger) {
    this.name = name
    this.#logger = logger
  }

  /** Where it is heard; `undefined`: nowhere as yet, or no longer. */
  get subscriber(): Subscriber | undefined {
    return this.#subscriber
  }

  get isWanted(): boolean {
    return this.#listening.size > 0
  }

  /** `ready` resolves as well when this listener is stopped before. */
  add(listener: SessionListener): { readonly ready: Promise<void>; readonly stop: () => void } {
    const each: Listening = { listener, mayHaveMissed: false }
    this.#listening.add(each)
    let stop = () => void this.#listening.delete(each)
    if (this.#subscriber) return { ready: Promise.resolve(), stop }
    const ready = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      stop = () => {
        this.#listening.delete(each)
        resolve()
      }
    })
    ready.catch(() => undefined) // of whoever does not wait for it
    return { ready, stop }
  }

  /** The server has confirmed that it tells of the session. */
  entered(subscriber: Subscriber): void {
    this.#subscriber = subscriber
    for (const each of [...this.#listening]) {
      if (each.mayHaveMissed) each.listener.missed()
      each.mayHaveMissed = false
    }
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  /** What cannot be read, as from another version, is left out: a back end finds out by an index what it has missed. */
  deliver(text: string): void {
    for (const { listener } of [...this.#listening]) {
      try {
        deliverTo(listener, text)
      } catch (cause) {
        this.#logger.error(
          'valkey: what another server has told of a session could not be taken, it is left out',
          cause,
        )
        listener.missed()
      }
    }
  }

  /** It will not be heard any more. */
  abandon(cause: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(cause)
  }

  /** Nothing is heard any more. */
  lost(): void {
    // Those who still wait for `ready` have not been told that nothing is missed.
    if (this.#subscriber) for (const each of this.#listening) each.mayHaveMissed = true
    this.#subscriber = undefined
  }
}
