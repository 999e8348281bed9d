import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Says things to whoever listens to the page rather than looks at it: each once, and whole. The transcript itself is no live region,
 * since one would also read out what is loaded from before, and a reply again with each word of it.
 */
export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #lines: { readonly key: number; readonly text: string }[] = []
  #count = 0

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** The last few, so that those that come together are all read. */
  get lines(): readonly { readonly key: number; readonly text: string }[] {
    return this.#lines
  }

  say(text: string): void {
    this.#lines = [...this.#lines.slice(-4), { key: this.#count++, text }]
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#lines = []
  }
}
