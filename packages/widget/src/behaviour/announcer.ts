import { systemClock } from '@chat-transport/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** By then it has been read. Who goes through the page later does not find it there. */
const clearMs = 10_000

/**
 * Says things to whoever listens to the page rather than looks at it: each once, and whole. The transcript itself is no live region,
 * since one would also read out what is loaded from before, and a reply again with each word of it.
 */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #lines: Announcer['lines'] = []
  #count = 0
  readonly #cancels = new Set<() => void>()

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** The last few, so that those that come together are all read. */
  get lines(): readonly { readonly key: number; readonly text: string }[] {
    return this.#lines
  }

  say(text: string): void {
    const line = { key: this.#count++, text }
    this.#become([...this.#lines.slice(-4), line])
    const cancel = systemClock.after(clearMs, () => {
      this.#cancels.delete(cancel)
      this.#become(this.#lines.filter((one) => one !== line))
    })
    this.#cancels.add(cancel)
  }

  hostDisconnected(): void {
    this.#cancels.forEach((cancel) => cancel())
    this.#cancels.clear()
    this.#lines = []
  }

  #become(lines: Announcer['lines']): void {
    this.#lines = lines
    this.#host.requestUpdate()
  }
}
