import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Tells the style sheet what an on-screen keyboard leaves of the page. iOS lays it over the page and moves that up; so the window, which
 * fills the page on a phone, takes the height and the place of what can be seen.
 */
export class FitViewport implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener(type, this.#update)
    this.#update()
  }

  hostDisconnected(): void {
    for (const type of ['resize', 'scroll']) window.visualViewport?.removeEventListener(type, this.#update)
  }

  readonly #update = () => {
    const viewport = window.visualViewport
    // A page that is zoomed in is looked at through a part of it: the window keeps its size then.
    if (!viewport || viewport.scale > 1.01) return
    this.#host.style.setProperty('--_visible-height', `${viewport.height}px`)
    this.#host.style.setProperty('--_visible-top', `${viewport.offsetTop}px`)
  }
}
