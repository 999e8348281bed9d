import type { ChatEvent, EventTyping } from '@chat-transport/core'
import type { Typed } from '../application/session-core.ts'
import type { SessionEvents } from '../application/session-events.ts'
import type { Device, StoredSession, ToldClaim } from '../store/session-store.ts'
import { SessionAttachment } from '../visitor/attachment.ts'
import type { AttachmentHost } from '../visitor/attachment.ts'
import type { DropReason } from '../visitor/visitor-line.ts'
import { positionOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { PageNews } from './devices-elsewhere.ts'
import type { LiveSessionHooks } from './live-session-hooks.ts'
import { SessionDevices } from './session-devices.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionLog } from './session-log.ts'
import type { SessionVisitor } from './session-visitor.ts'
import { VisitorTyping } from './visitor-typing.ts'

export interface VisitorPresenceOptions {
  readonly settings: BackendSettings
  readonly lifetime: SessionLifetime
  readonly log: SessionLog
  readonly events: SessionEvents
  readonly visitor: SessionVisitor
  readonly hooks: Pick<LiveSessionHooks, 'joined' | 'forgotten'>
  /** A page is gone from here, and not because it has come elsewhere. */
  readonly released: (attachment: SessionAttachment) => void
  /** The visitor starts to type, or stops. */
  readonly visitorTyping: (event: EventTyping) => void
}

interface Begin {
  /** Behind which event the cursor begins, and the index of the newest. */
  readonly position: number
  readonly head: number
  /** The epoch that the device has by the attach. */
  readonly epoch: number
}

/** Which pages of the visitor are attached, and what they do while they are: what agents and the session's time learn of it. */
export class VisitorPresence {
  readonly devices: SessionDevices
  readonly #options: VisitorPresenceOptions
  readonly #typing: VisitorTyping

  constructor({ devices }: StoredSession, options: VisitorPresenceOptions) {
    const { settings, visitor } = options
    this.#options = options
    this.#typing = new VisitorTyping(settings.clock, (typed) =>
      options.visitorTyping({ type: 'EventTyping', party: visitor.party, ...typed }),
    )
    this.devices = new SessionDevices(devices, settings)
  }

  /** What the store has said with a claim. A device that it has forgotten cannot come back: its page learns that another has the session. */
  update(list: readonly Device[]): void {
    const { hooks, log } = this.#options
    const { forgotten, joined } = this.devices.update(list)
    for (const { startId } of joined) {
      log.joined()
      hooks.joined(startId)
    }
    for (const { startId, attachment } of forgotten) {
      log.deviceForgotten()
      hooks.forgotten(startId)
      attachment?.taken()
      if (attachment) this.#detached(attachment)
    }
  }

  /** Attaches a page, in place of the one that is attached on its device. */
  attach(host: AttachmentHost, attempt: AttachAttempt, { position, head, epoch }: Begin): SessionAttachment {
    const { lifetime, log } = this.#options
    const { admission, command, context, device, line } = attempt
    const { pageId } = command
    const deviceId = device.startId
    const attachment = new SessionAttachment({ host, line, context, deviceId, pageId, position, head })
    const previous = this.devices.attach(attempt, epoch, attachment)
    lifetime.attached()
    if (previous) {
      this.#typing.stop(previous)
      log.replaced(previous.pageId, pageId)
      previous.fence(pageId)
    }
    attachment.expireAt(admission.expiresAt)
    log.attached(pageId, { after: positionOf(command), head, epoch })
    return attachment
  }

  /** One of the devices is at another back end. Returns what agents are to be told of it. */
  deviceElsewhere(claim: ToldClaim, isAttached: boolean): PageNews | undefined {
    const { attachment, news } = this.devices.leftFor(claim, isAttached)
    if (attachment) {
      this.#options.log.replaced(attachment.pageId, claim.pageId)
      attachment.fence(claim.pageId)
      this.#detached(attachment)
    }
    return news
  }

  /** Whether a page is attached, here or elsewhere. */
  get attached(): boolean {
    return this.devices.attached || this.devices.attachedElsewhere
  }

  /** The attachment is over. */
  release(attachment: SessionAttachment): void {
    if (!this.devices.release(attachment)) return
    this.#detached(attachment)
    this.#options.released(attachment)
  }

  types({ isTyping, text }: Typed, from: SessionAttachment): void {
    // What the page of a line that is over has said may no longer be true.
    if (isTyping && this.devices.isAttached(from))
      this.#typing.start(from, this.#options.settings.typingPreview ? text : undefined)
    else this.#typing.stop(from)
  }

  /** The visitor has said what they typed, or can say nothing any more. */
  stopTyping(): void {
    this.#typing.stopAll()
  }

  /** Tells all pages but that of `except`. */
  pass(event: ChatEvent, except?: SessionAttachment): void {
    this.devices.pass(event, except)
  }

  /** Ends all lines on the session's behalf. */
  drop(reason: DropReason): void {
    this.stopTyping()
    this.devices.drop(reason)
  }

  #detached(attachment: SessionAttachment): void {
    const { events, lifetime, log } = this.#options
    const { pageId } = attachment
    this.#typing.stop(attachment)
    log.detached(pageId)
    if (!this.devices.attached) lifetime.detached()
    events.emit('visitorDetached', { pageId })
  }
}
