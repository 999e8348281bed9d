import type { ChatEvent, EventError, TranscriptEvent } from '@chat-transport/core'
import { Cursor } from './cursor.ts'
import type { Attachment, DropReason, VisitorLine } from './visitor-line.ts'

/** What an attachment needs of its session. */
export interface AttachmentHost {
  readonly id: string
  /** Whether the transcript is closed. */
  readonly ended: boolean
  /** Resolves when the next command may be taken, or when `signal` aborts. */
  turn(signal: AbortSignal): Promise<void>
  /** Puts a command in the session's sequence. Resolves when the sequence takes more. */
  execute(command: unknown, attachment: SessionAttachment): Promise<void>
  /** The page has shown that it heard of the attach; said once. */
  confirmed(attachment: SessionAttachment): void
  /** The attachment is over by itself: its page has gone, or its line could not go on. */
  released(attachment: SessionAttachment): void
  read(after: number, maxBytes: number): Promise<readonly TranscriptEvent[]>
  lineFailed(reason: DropReason, cause: unknown): void
}

export interface AttachmentOptions {
  readonly host: AttachmentHost
  readonly line: VisitorLine
  readonly pageId: string
  readonly position: number
  readonly head: number
}

/**
 * One accepted attach. It is in force until it is fenced off by a newer one, detached by its front or dropped; from then on
 * nothing it receives has an effect and nothing is delivered to it.
 */
export class SessionAttachment implements Attachment {
  readonly sessionId: string
  readonly pageId: string
  readonly #host: AttachmentHost
  readonly #line: VisitorLine
  readonly #cursor: Cursor
  /** Cuts off everything that waits on the attachment's behalf. */
  readonly #scope = new AbortController()
  #state: 'accepted' | 'confirmed' | 'over' | 'broken' = 'accepted'

  constructor({ host, line, pageId: page, position, head }: AttachmentOptions) {
    this.sessionId = host.id
    this.pageId = page
    this.#host = host
    this.#line = line
    this.#cursor = new Cursor({
      line,
      position,
      head,
      read: (after, maxBytes) => host.read(after, maxBytes),
      failed: (reason, cause) => this.fail(reason, cause),
    })
  }

  start(): void {
    this.#cursor.start()
  }

  confirm(): void {
    if (this.#state !== 'accepted') return
    this.#state = 'confirmed'
    this.#host.confirmed(this)
  }

  async receive(command: unknown): Promise<void> {
    if (this.#over) return
    await this.#host.turn(this.#scope.signal)
    if (this.#over) return
    this.confirm()
    await this.#host.execute(command, this)
  }

  detach(): void {
    if (this.#over) return
    this.#finish()
    this.#host.released(this)
  }

  committed(event: TranscriptEvent): void {
    this.#cursor.committed(event)
  }

  pass(event: ChatEvent): void {
    this.#cursor.pass(event)
  }

  repeat(event: TranscriptEvent): void {
    this.#cursor.repeat(event)
  }

  /** A newer attach has been accepted: this one has no say any more. The page that lost the session is told so first. */
  fence(newerPage: string): void {
    if (newerPage === this.pageId) return this.drop('superseded')
    // A page that has the end of the session has nothing more to lose.
    if (this.#host.ended && this.#cursor.caughtUp) return this.drop('ended')
    // Before the start the answer is not on the wire, and nothing may overtake it: the page's next attach is told instead.
    if (this.#cursor.started) void this.#line.deliver([{ type: 'EventSessionTaken' }])
    this.drop('taken')
  }

  /** Ends the line on the session's behalf. */
  drop(reason: DropReason): void {
    if (this.#over) return
    this.#finish()
    this.#line.drop(reason)
  }

  /**
   * It could not be decided whether a command is done, and the page will send it again. What came after it on this line must
   * not overtake it, so the line ends here.
   */
  breakOff(answer: EventError): void {
    this.#cursor.pass(answer)
    if (!this.#over) this.#release('unavailable')
    this.#state = 'broken'
  }

  /** The line cannot go on: its page is to attach anew. */
  fail(reason: DropReason, cause: unknown): void {
    if (this.#over) return
    this.#host.lineFailed(reason, cause)
    this.#release(reason)
  }

  /** Whether commands that were received, and wait, are to be left to the next line. */
  get broken(): boolean {
    return this.#state === 'broken'
  }

  get #over(): boolean {
    return this.#state === 'over' || this.#state === 'broken'
  }

  #release(reason: DropReason): void {
    this.#host.released(this)
    this.drop(reason)
  }

  #finish(): void {
    this.#state = 'over'
    this.#cursor.close()
    this.#scope.abort()
  }
}
