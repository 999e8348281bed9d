import type { SessionListener } from '@chat-transport/backend'
import type { ChannelListener } from './channel-listener.ts'
import type { Subscriber } from './subscriber.ts'
import { pass } from './told.ts'

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
  readonly #listening = new Set<Listening>()
  #subscriber: Subscriber | undefined
  #waiting: Waiting[] = []

  constructor(name: string) {
    this.name = name
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

  pass(text: string): void {
    for (const { listener } of [...this.#listening]) pass(text, listener)
  }

  /** It will not be heard any more. */
  abandon(cause: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(cause)
  }

  /** Nothing is heard any more. */
  lost(): void {
    // Of those who still wait, none has been told that nothing is missed.
    if (this.#subscriber) for (const each of this.#listening) each.mayHaveMissed = true
    this.#subscriber = undefined
  }
}
