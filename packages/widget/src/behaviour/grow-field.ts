import type { ReactiveController, ReactiveControllerHost } from 'lit'

export interface GrowFieldHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment
}

/** Makes the composer as high as what is in it, where the style sheet cannot: `field-sizing` is young. */
export class GrowField implements ReactiveController {
  readonly #host: GrowFieldHost

  constructor(host: GrowFieldHost) {
    this.#host = host
    if (!CSS.supports('field-sizing', 'content')) host.addController(this)
  }

  hostUpdated(): void {
    const field = this.#host.renderRoot.querySelector<HTMLElement>('textarea.field')
    if (!field) return
    field.style.setProperty('height', 'auto')
    field.style.setProperty('height', `${field.scrollHeight}px`)
  }
}
