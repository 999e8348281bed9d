import type { SessionCore, ShownAt } from '../application/session-core.ts'
import type { LiveSessionHooks } from './live-session-hooks.ts'
import type { SessionDevices } from './session-devices.ts'
import type { SessionLog } from './session-log.ts'

export interface SessionShowingOptions {
  readonly core: Pick<SessionCore, 'events'> & { readonly id: string; readonly log: SessionLog }
  readonly hooks: Pick<LiveSessionHooks, 'confirmed'>
  readonly devices: SessionDevices
}

/** Of the back ends that serve a session, the one at which a page has attached last shows it to its agents; the others do so no longer. */
export class SessionShowing {
  readonly #options: SessionShowingOptions
  #isShown = false

  constructor(options: SessionShowingOptions) {
    this.#options = options
  }

  get isShown(): boolean {
    return this.#isShown
  }

  get place(): ShownAt {
    if (this.#isShown) return 'here'
    return this.#options.devices.areElsewhere ? 'elsewhere' : 'nowhere'
  }

  /** Shows the session to the agents of this back end, if that is for it to do, and not done. */
  show(): void {
    const { devices, hooks } = this.#options
    if (this.#isShown || devices.isOvertaken) return
    this.#isShown = true
    hooks.confirmed()
  }

  /** The agents of another back end have the session now. */
  handOver(): void {
    if (!this.#isShown) return
    this.#isShown = false
    const { core } = this.#options
    core.log.handedOver()
    core.events.move(core.id)
  }
}
