import type { ChatEvent, Clock, EventError, EventSessionTaken, ReadTranscript } from '@chat-transport/core'
import type { CommittedEvent } from '../store/committed-event.ts'
import { Cursor } from './cursor.ts'
import { LoginExpiry } from './login-expiry.ts'
import type { OpenDraft } from './draft-parts.ts'
import type { ReplayPace } from './replay-pace.ts'
import type { AttachContext, Attachment, DropReason, VisitorLine } from './visitor-line.ts'

/** The session, as its attachment sees it. */
export interface AttachmentHost {
  readonly id: string
  /** Whether the transcript is closed. */
  readonly ended: boolean
  /** How fast the transcript is sent again. */
  readonly replayPace: ReplayPace
  readonly clock: Clock
  readonly log: AttachmentLog
  readonly drafts: { readonly open: readonly OpenDraft[] }
  /** `undefined`: the rate limit lets the next command of the attachment pass. A promise: it does when that resolves, or `signal` aborts. */
  turn(attachment: SessionAttachment, signal: () => AbortSignal): Promise<void> | undefined
  /** Adds a command to the session's queue. Returns a promise when the queue is full; it resolves when there is room. */
  execute(command: unknown, attachment: SessionAttachment): Promise<void> | undefined
  /** The answer has reached the page. Called once. */
  confirmed(attachment: SessionAttachment): void
  /** The attachment is over without the session's doing: its page has gone, or its line cannot go on. */
  released(attachment: SessionAttachment): void
  readonly transcript: AttachmentTranscript
}

export interface AttachmentTranscript {
  read(after: number, maxBytes: number): Promise<readonly CommittedEvent[]>
  readBefore(
    before: number,
    limits: { readonly limit: number; readonly maxBytes: number },
  ): Promise<readonly CommittedEvent[]>
}

export interface AttachmentLog {
  loginExpired(pageId: string): void
  lineFailed(reason: DropReason, cause: unknown): void
}

export interface AttachmentOptions {
  readonly host: AttachmentHost
  readonly line: VisitorLine
  /** The request that opened the line. */
  readonly context: AttachContext
  readonly deviceId: string
  readonly pageId: string
  readonly position: number
  readonly head: number
}

/** How much one answer holds of earlier events, or one event that is larger. On a slow line a larger one would look like silence. */
const earlierBytes = 12 * 1024

const sessionTaken: EventSessionTaken = { type: 'EventSessionTaken' }

/**
 * One accepted attach. It is over when a newer attach replaces it, its front detaches it, or the session drops it. After that
 * its commands have no effect and it delivers no events.
 */
export class SessionAttachment implements Attachment {
  readonly sessionId: string
  readonly deviceId: string
  readonly pageId: string
  readonly context: AttachContext
  readonly #host: AttachmentHost
  readonly #line: VisitorLine
  readonly #cursor: Cursor
  /** Aborts the waits of this attachment. Made for the first of them: an attachment that only waits holds little. */
  #scope: AbortController | undefined
  /** Made for the first log-in that expires. */
  #expiry: LoginExpiry | undefined
  #state: 'accepted' | 'confirmed' | 'over' | 'broken' = 'accepted'

  constructor({ host, line, context, deviceId, pageId, position, head }: AttachmentOptions) {
    this.sessionId = host.id
    this.deviceId = deviceId
    this.pageId = pageId
    this.context = context
    this.#host = host
    this.#line = line
    this.#cursor = new Cursor({
      line,
      position,
      head,
      read: (after, maxBytes) => host.transcript.read(after, maxBytes),
      pace: host.replayPace,
      drafts: () => host.drafts.open,
      signal: this.#getSignal,
      failed: (reason, cause) => this.fail(reason, cause),
    })
  }

  readonly #getSignal = (): AbortSignal => {
    this.#scope ??= new AbortController()
    return this.#scope.signal
  }

  start(): void {
    this.#cursor.start()
  }

  confirm(): void {
    if (this.#state !== 'accepted') return
    this.#state = 'confirmed'
    this.#host.confirmed(this)
  }

  receive(command: unknown): void | Promise<void> {
    if (this.#over) return
    const turn = this.#host.turn(this, this.#getSignal)
    return turn ? turn.then(() => this.#execute(command)) : this.#execute(command)
  }

  detach(): void {
    if (this.#over) return
    this.#finish()
    this.#host.released(this)
  }

  committed(event: CommittedEvent): void {
    this.#cursor.committed(event)
  }

  pass(event: ChatEvent): void {
    this.#cursor.pass(event)
  }

  passParts(): void {
    this.#cursor.passParts()
  }

  /** Answers with earlier events when it is their turn. False: the page has not waited for the answer before. */
  readEarlier({ id, before, limit }: ReadTranscript): boolean {
    return this.#cursor.readEarlier(async () => {
      const events = await this.#host.transcript.readBefore(before, { limit, maxBytes: earlierBytes })
      const answer = JSON.stringify({ type: 'EventTranscript', commandId: id })
      return `${answer.slice(0, -1)},"events":[${events.map(({ json }) => json).join()}]}`
    })
  }

  repeat(event: CommittedEvent): void {
    this.#cursor.repeat(event)
  }

  /** When the visitor's log-in expires, the line ends, and its page attaches anew. `undefined`: it does not expire. */
  expireAt(expiresAt: number | undefined): void {
    if (this.#over) return
    if (expiresAt !== undefined) this.#expiry ??= new LoginExpiry(this.#host.clock, () => this.#expire())
    this.#expiry?.set(expiresAt)
  }

  /** A newer attach of its device replaces this one. */
  fence(newerPageId: string): void {
    if (newerPageId === this.pageId) this.drop('superseded')
    else this.taken()
  }

  /** Another page has the session now. This one is told first that it has lost it. */
  taken(): void {
    // A page that has received the end of the session has nothing to lose.
    if (this.#host.ended && this.#cursor.caughtUp) return this.drop('ended')
    // Before the start the answer has not been written, and nothing may overtake it: the page learns it by its next attach.
    if (this.#cursor.started) void this.#line.deliver([JSON.stringify(sessionTaken)])
    this.drop('taken')
  }

  /** Ends the line on the session's behalf. */
  drop(reason: DropReason): void {
    if (this.#over) return
    this.#finish()
    this.#line.drop(reason)
  }

  /**
   * It is unknown whether a command was carried out, and the page will send it again. The commands after it on this line must
   * not overtake it, so the line ends here.
   */
  breakOff(answer: EventError): void {
    this.#cursor.pass(answer)
    if (!this.#over) this.#release('unavailable')
    this.#state = 'broken'
  }

  /**
   * A command of this line came too late: its device had attached at another back end. Those after it must not overtake it, also when the
   * device has come back here since and they would be let through.
   */
  leaveCommands(): void {
    if (this.#over) this.#state = 'broken'
  }

  /** The line cannot go on: its page has to attach again. */
  fail(reason: DropReason, cause: unknown): void {
    if (this.#over) return
    this.#host.log.lineFailed(reason, cause)
    this.#release(reason)
  }

  /** Whether to leave the commands that wait to the next line. */
  get broken(): boolean {
    return this.#state === 'broken'
  }

  get #over(): boolean {
    return this.#state === 'over' || this.#state === 'broken'
  }

  #execute(command: unknown): Promise<void> | undefined {
    if (this.#over) return undefined
    this.confirm()
    return this.#host.execute(command, this)
  }

  #expire(): void {
    this.#host.log.loginExpired(this.pageId)
    this.#release('login-expired')
  }

  #release(reason: DropReason): void {
    this.#host.released(this)
    this.drop(reason)
  }

  #finish(): void {
    this.#state = 'over'
    this.#cursor.close()
    this.#scope?.abort()
    this.#expiry?.stop()
  }
}
