import type { SessionListener } from '@chat-transport/backend'
import type { Subscriber } from './subscriber.ts'
import { pass } from './told.ts'

interface Listening {
  readonly listener: SessionListener
  mayHaveMissed: boolean
}

/** What is told of one session, to all who listen to it here. */
export class Channel {
  readonly name: string
  readonly #listening = new Set<Listening>()
  #subscriber: Subscriber | undefined
  /** Those who wait until it is heard. */
  #waiting: (() => void)[] = []

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
    let becomeReady: () => void = () => undefined
    const ready = new Promise<void>((resolve) => (becomeReady = resolve))
    if (this.#subscriber) becomeReady()
    else this.#waiting.push(becomeReady)
    return {
      ready,
      stop: () => {
        this.#listening.delete(each)
        becomeReady()
      },
    }
  }

  /** The server has confirmed that it tells of the session. */
  entered(subscriber: Subscriber): void {
    this.#subscriber = subscriber
    for (const each of [...this.#listening]) {
      if (each.mayHaveMissed) each.listener.missed()
      each.mayHaveMissed = false
    }
    for (const becomeReady of this.#waiting.splice(0)) becomeReady()
  }

  pass(text: string): void {
    for (const { listener } of [...this.#listening]) pass(text, listener)
  }

  /** Nothing is heard any more. */
  lost(): void {
    // Of those who still wait, none has been told that nothing is missed.
    if (this.#subscriber) for (const each of this.#listening) each.mayHaveMissed = true
    this.#subscriber = undefined
  }
}
