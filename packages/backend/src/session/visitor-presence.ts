import type { ChatEvent, Party } from '@chat-transport/core'
import type { SessionEvents } from '../application/session-events.ts'
import type { StoredSession } from '../store/session-store.ts'
import { SessionAttachment } from '../visitor/attachment.ts'
import type { AttachmentHost } from '../visitor/attachment.ts'
import type { DropReason } from '../visitor/visitor-line.ts'
import { positionOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import type { BackendSettings } from './backend-settings.ts'
import { SessionDevices } from './session-devices.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionLog } from './session-log.ts'
import { VisitorTyping } from './visitor-typing.ts'

export interface VisitorPresenceOptions {
  readonly settings: BackendSettings
  readonly lifetime: SessionLifetime
  readonly log: SessionLog
  readonly events: SessionEvents
  readonly party: () => Party
  /** A start leads to the session from now on. */
  readonly joined: (startId: string) => void
  /** A start no longer leads to it. */
  readonly forgotten: (startId: string) => void
}

/** The indexes of the oldest and the newest event there is. */
type Kept = Pick<StoredSession, 'first' | 'head'>

/** Which pages of the visitor are attached, and what they do while they are: what agents and the session's time learn of it. */
export class VisitorPresence {
  readonly devices: SessionDevices
  readonly #options: VisitorPresenceOptions
  readonly #typing: VisitorTyping

  constructor({ devices }: StoredSession, options: VisitorPresenceOptions) {
    const { events, log, settings } = options
    this.#options = options
    this.#typing = new VisitorTyping(settings.clock, (isTyping) =>
      events.emit('typing', { type: 'EventTyping', party: options.party(), isTyping }),
    )
    this.devices = new SessionDevices(devices, {
      clock: settings.clock,
      commandsPerSecond: settings.limits.commandsPerSecond,
      joined: (startId) => {
        log.joined()
        options.joined(startId)
      },
      forgotten: (startId, attachment) => this.#forgotten(startId, attachment),
    })
  }

  /** Attaches a page, in place of the one that is attached on its device. */
  attach(host: AttachmentHost, attempt: AttachAttempt, { first, head }: Kept): SessionAttachment {
    const { lifetime, log } = this.#options
    const { admission, command, context, device, line } = attempt
    const { pageId } = command
    const after = positionOf(command)
    const position = Math.max(after, first - 1)
    const deviceId = device.startId
    const attachment = new SessionAttachment({ host, line, context, deviceId, pageId, position, head })
    const previous = this.devices.attach(attempt, attachment)
    lifetime.attached()
    if (previous) {
      this.#typing.stop(previous)
      log.replaced(previous.pageId, pageId)
      previous.fence(pageId)
    }
    attachment.expireAt(admission.expiresAt)
    log.attached(pageId, { after, head })
    return attachment
  }

  /** The attachment is over. */
  release(attachment: SessionAttachment): void {
    if (this.devices.release(attachment)) this.#detached(attachment)
  }

  types(isTyping: boolean, from: SessionAttachment): void {
    // What the page of a line that is over has said may no longer be true.
    if (isTyping && this.devices.isAttached(from)) this.#typing.start(from)
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

  /** The device cannot come back: its page learns that another has the session. */
  #forgotten(startId: string, attachment: SessionAttachment | undefined): void {
    this.#options.log.deviceForgotten()
    this.#options.forgotten(startId)
    if (!attachment) return
    attachment.taken()
    this.#detached(attachment)
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
