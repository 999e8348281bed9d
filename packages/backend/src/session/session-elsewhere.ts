import type { ChatEvent } from '@chat-transport/core'
import type { SessionCore } from '../application/session-core.ts'
import type { ReadMarks } from '../store/read-marks.ts'
import type { StoredSession, ToldClaim, ToldEvent } from '../store/session-store.ts'
import type { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { LiveSessionHooks } from './live-session-hooks.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionLog } from './session-log.ts'
import { SessionPeers, type PeersHost } from './session-peers.ts'
import type { SessionTranscript } from './session-transcript.ts'
import type { VisitorPresence } from './visitor-presence.ts'

export interface SessionElsewhereOptions {
  readonly core: SessionCore & {
    readonly id: string
    readonly log: SessionLog
    readonly transcript: SessionTranscript
    /** The attached pages may miss something. */
    attachAnew(cause: unknown): void
  }
  readonly settings: BackendSettings
  readonly hooks: Pick<LiveSessionHooks, 'attachedElsewhere' | 'confirmed'>
  readonly lifetime: SessionLifetime
  readonly presence: VisitorPresence
  readonly attaches: AttachQueue
  readonly reads: ReadMarks
  /** Learns from the store what has become of the session. */
  readonly claimed: (stored: StoredSession) => void
}

/**
 * What becomes of the session at the other back ends of its store. The one at which a page has attached last shows the session to its
 * agents; the others do so no longer.
 */
export class SessionElsewhere implements PeersHost {
  readonly #options: SessionElsewhereOptions
  readonly #peers: SessionPeers
  #isShownHere = false
  #following: Promise<void> | undefined

  constructor(options: SessionElsewhereOptions) {
    this.#options = options
    this.#peers = new SessionPeers(options.core.id, options.settings, this)
  }

  /** Resolves when this back end hears of what others do. Throws error 100 when that cannot be. */
  listen(): Promise<void> {
    return this.#peers.listen()
  }

  /** Resolves when this back end knows what has become of the session, and hears of what will. Throws error 100 when that cannot be. */
  async follow(): Promise<void> {
    this.#following ??= this.#follow()
    try {
      await this.#following
    } catch (cause) {
      this.#following = undefined
      throw cause
    }
  }

  /** Tells the others of an event outside the transcript. */
  tell(event: ChatEvent): void {
    this.#peers.tell(event)
  }

  close(): void {
    this.#peers.close()
  }

  /** Shows the session to the agents of this back end, if it is not. */
  show(): void {
    if (this.#isShownHere || this.#options.presence.devices.isOvertaken) return
    this.#isShownHere = true
    this.#options.hooks.confirmed()
  }

  /** The agents of another back end have the session now. */
  handOver(): void {
    if (!this.#isShownHere) return
    this.#isShownHere = false
    const { core } = this.#options
    core.log.handedOver()
    core.events.move(core.id)
  }

  // ---- PeersHost ----

  appendedAnywhere(event: ToldEvent): void {
    const { core } = this.#options
    core.transcript.catchUp(event.index, event).catch((cause: unknown) => core.attachAnew(cause))
  }

  claimedElsewhere(claim: ToldClaim): void {
    const { hooks, lifetime, presence } = this.#options
    presence.attachedElsewhere(claim)
    lifetime.attachedElsewhere()
    hooks.attachedElsewhere()
    // What is heard late may be from before a page came here.
    if (presence.devices.isOvertaken) this.handOver()
    if (!presence.devices.knows(claim.startId)) this.#lookUp()
  }

  removedAnywhere(): void {
    this.#options.lifetime.markRemoved()
  }

  passedElsewhere(event: ChatEvent): void {
    const { core, presence, reads } = this.#options
    const isOf = (party: { readonly id: string }) => party.id === core.party.id
    if (event.type === 'EventTyping' && isOf(event.party)) return core.events.emit('typing', event)
    if (event.type === 'EventRead') {
      reads.advance(event)
      if (isOf(event.party)) core.events.emit('read', event)
    }
    presence.pass(event)
  }

  lookAgain(): void {
    void this.#options.attaches.run(() => this.#lookAgain())
  }

  /** Which devices the session has, and which no longer. */
  #lookUp(): void {
    const { attaches, core } = this.#options
    void attaches.run(() => this.#catchUp().catch((cause: unknown) => core.attachAnew(cause)))
  }

  async #follow(): Promise<void> {
    const { core, settings } = this.#options
    const isKnown = core.transcript.head > 0
    if (isKnown && !settings.store.bus) return // nobody else does anything in it
    await this.listen()
    await this.#catchUp()
  }

  /** Never rejects. Whoever attaches anew shows where the session is. */
  async #lookAgain(): Promise<void> {
    const { core, lifetime } = this.#options
    if (lifetime.gone) return
    lifetime.attachedElsewhere() // for all that is known here
    this.handOver()
    const silence = new Error('other servers may have taken the session over, and were not heard')
    await this.#catchUp().then(
      () => core.attachAnew(silence),
      (cause: unknown) => core.attachAnew(cause),
    )
  }

  /** With what others have done, by what the store says. */
  async #catchUp(): Promise<void> {
    const { claimed, core, lifetime, settings } = this.#options
    const stored = await settings.store.find(core.id)
    if (!stored) return lifetime.markRemoved()
    claimed(stored)
    await core.transcript.catchUp(stored.head)
  }
}
