import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Tells whether the page can be seen. */
export class FollowPage implements ReactiveController {
  readonly #onVisible: (isVisible: boolean) => void

  constructor(host: ReactiveControllerHost, onVisible: (isVisible: boolean) => void) {
    this.#onVisible = onVisible
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#update)
    this.#update()
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#update)
  }

  readonly #update = () => this.#onVisible(document.visibilityState === 'visible')
}
