import type { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { LiveSessionHooks } from './live-session-hooks.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionShowing } from './session-showing.ts'

export interface SessionDepartureOptions {
  readonly core: { readonly id: string }
  readonly settings: Pick<BackendSettings, 'store'>
  readonly lifetime: SessionLifetime
  readonly showing: SessionShowing
  readonly hooks: Pick<LiveSessionHooks, 'moved'>
  readonly attaches: AttachQueue
}

/** How a session goes: in its turn among the attaches. */
export class SessionDeparture {
  readonly #options: SessionDepartureOptions

  constructor(options: SessionDepartureOptions) {
    this.#options = options
  }

  /** Forgets the session, in the store too. */
  expire(): Promise<void> {
    const { attaches, lifetime } = this.#options
    return attaches.run(() => lifetime.remove())
  }

  /** Forgets the session, if it may give way to others. Resolves with whether it is forgotten. */
  async giveWay(): Promise<boolean> {
    const { attaches, lifetime } = this.#options
    await attaches.run(async () => lifetime.givesWay && (await this.#leave()))
    return lifetime.phase === 'removed' || lifetime.phase === 'closed'
  }

  /** Lets go of the session in this process; the store keeps it. */
  close(): void {
    this.#options.lifetime.close()
  }

  /** Its time is up, unless an attach that has arrived by now goes on with it. */
  async timeIsUp(): Promise<void> {
    const { attaches, lifetime } = this.#options
    await attaches.runAfterArrivals(async () => {
      if (!lifetime.isDue) return
      if (lifetime.phase !== 'starting' && (await this.#isForgotten())) lifetime.markRemoved()
      else await this.#leave()
    })
  }

  /**
   * Where others serve the session too, a removal is the store's own, and this back end only lets go: a start that nobody has confirmed here
   * may be well known elsewhere.
   */
  async #leave(): Promise<void> {
    const { showing, hooks, lifetime, settings } = this.#options
    if (!settings.store.bus || lifetime.phase === 'ended') return lifetime.remove()
    showing.handOver()
    lifetime.close('moved')
    hooks.moved()
  }

  /** Whether the store has forgotten the session, which was not heard. */
  async #isForgotten(): Promise<boolean> {
    const { core, settings } = this.#options
    if (!settings.store.bus) return false
    try {
      return (await settings.store.find(core.id)) === undefined
    } catch {
      return false // the store says why it fails; whoever comes back asks it again
    }
  }
}
