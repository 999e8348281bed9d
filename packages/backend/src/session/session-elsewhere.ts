import type { ChatEvent } from '@chat-transport/core'
import type { SessionCore } from '../application/session-core.ts'
import type { ReadMarks } from '../store/read-marks.ts'
import type { StoredSession, ToldClaim, ToldEvent } from '../store/session-store.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import type { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { LiveSessionHooks } from './live-session-hooks.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import { SessionPeers, type PeersHost } from './session-peers.ts'
import type { SessionShowing } from './session-showing.ts'
import type { SessionTranscript } from './session-transcript.ts'
import { ToldDrafts } from './told-drafts.ts'
import type { VisitorPresence } from './visitor-presence.ts'

export interface SessionElsewhereOptions {
  readonly core: SessionCore & {
    readonly id: string
    readonly transcript: SessionTranscript
    /** The attached pages may miss something. */
    attachAnew(cause: unknown): void
  }
  readonly settings: BackendSettings
  readonly hooks: Pick<LiveSessionHooks, 'attachedElsewhere'>
  readonly lifetime: SessionLifetime
  readonly presence: VisitorPresence
  readonly showing: SessionShowing
  readonly attaches: AttachQueue
  readonly reads: ReadMarks
  /** Learns from the store what has become of the session. */
  readonly claimed: (stored: StoredSession) => void
}

/** What becomes of the session at the other back ends of its store, and what they are told of it. */
export class SessionElsewhere implements PeersHost {
  readonly #options: SessionElsewhereOptions
  readonly #peers: SessionPeers
  /** Made when others may need to be told of some: most sessions hold little. */
  #drafts: ToldDrafts | undefined
  #following: Promise<void> | undefined

  constructor(options: SessionElsewhereOptions) {
    const { core, settings } = options
    this.#options = options
    this.#peers = new SessionPeers(core.id, settings, this)
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
    this.#peers.tell({ event })
  }

  /** There may be more of the messages that are being said here. */
  tellDrafts(): void {
    const { core, presence, settings } = this.#options
    if (!settings.store.bus || !presence.devices.mayBeElsewhere) return
    this.#drafts ??= new ToldDrafts({
      clock: core.clock,
      growing: () => core.drafts.growing,
      tell: (part) => this.tell(part),
    })
    this.#drafts.tell()
  }

  /**
   * Tells the others which devices are here; each does so again and again. Those of a back end that is gone are forgotten, and its agents
   * have the session no longer.
   */
  tellDevices(): void {
    const { core, lifetime, presence, showing } = this.#options
    const { devices } = presence
    this.askedWhoIsHere()
    for (const { type, pageId } of devices.forgetSilent()) core.events.emit(type, { pageId })
    if (devices.attached && lifetime.phase === 'open') showing.show()
  }

  /** A page is gone from here, and has not come to another back end. */
  tellReleased({ deviceId }: SessionAttachment): void {
    const device = this.#options.presence.devices.hereOf(deviceId)
    if (device) this.#peers.tell({ device })
  }

  close(): void {
    this.#peers.close()
  }

  // ---- PeersHost ----

  appendedAnywhere(event: ToldEvent): void {
    const { core } = this.#options
    core.transcript.catchUp(event.index, event).catch((cause: unknown) => core.attachAnew(cause))
  }

  deviceElsewhere(claim: ToldClaim, isAttached: boolean): void {
    const { core, hooks, lifetime, presence, showing } = this.#options
    const news = presence.deviceElsewhere(claim, isAttached)
    lifetime.attachedElsewhere()
    hooks.attachedElsewhere()
    // What is heard late may be from before a page came here.
    if (presence.devices.isOvertaken) showing.handOver()
    if (news) core.events.emit(news.type, { pageId: news.pageId })
    if (news && !presence.devices.knows(claim.startId)) this.#lookUp()
    if (news?.type === 'visitorAttached') this.#drafts?.tellAnew()
  }

  askedWhoIsHere(): void {
    const { presence, showing } = this.#options
    const { devices } = presence
    if (devices.attached || showing.isShown) for (const device of devices.here) this.#peers.tell({ device })
  }

  removedAnywhere(): void {
    this.#options.lifetime.markRemoved()
  }

  passedElsewhere(event: ChatEvent): void {
    const { core, presence, reads } = this.#options
    const isOf = (party: { readonly id: string }) => party.id === core.party.id
    if (event.type === 'EventTyping' && isOf(event.party)) return core.events.emit('typing', event)
    if (event.type === 'EventMessagePart') return core.drafts.hear(event)
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
    this.#peers.tell({ asks: 'who is here' })
    await this.#catchUp()
  }

  /** Never rejects. Whoever attaches anew shows where the session is. */
  async #lookAgain(): Promise<void> {
    const { core, lifetime, showing } = this.#options
    if (lifetime.gone) return
    lifetime.attachedElsewhere() // for all that is known here
    showing.handOver()
    const silence = new Error('other servers may have taken the session over, and were not heard')
    await this.#catchUp().then(
      () => core.attachAnew(silence),
      (cause: unknown) => core.attachAnew(cause),
    )
    if (!lifetime.gone) this.#peers.tell({ asks: 'who is here' })
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
