import type { AttachCommand, ChatEvent, EventAttached, ReadMark, TranscriptEvent } from '@chat-transport/core'
import { SessionAttachment } from '../visitor/attachment.ts'
import type { AttachmentHost } from '../visitor/attachment.ts'
import type { BackendSettings } from '../backend-options.ts'
import { BackendSession } from '../application/backend-session.ts'
import { answerCommand } from './run-command.ts'
import { Countdown } from '../async/countdown.ts'
import { RateLimiter } from '../visitor/rate-limiter.ts'
import { ReadMarks } from '../store/read-marks.ts'
import { incorrectParameter, isUndecided, leavesOpen, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import { SerialQueue } from '../async/serial-queue.ts'
import { SessionEvents } from '../application/session-events.ts'
import type { Appended, EventDraft, SessionRecord, StoredSession } from '../store/session-store.ts'
import { isGone } from './session-phase.ts'
import type { GonePhase, SessionPhase } from './session-phase.ts'
import { SessionTranscript } from './session-transcript.ts'
import { SessionView } from './session-view.ts'
import type { AttachResult, DropReason, VisitorLine } from '../visitor/visitor-line.ts'

/** Far more than a page keeps in flight; beyond it a front waits, so that a slow hook does not fill the memory. */
const queuedCommands = 1000

/** How long after a removal that failed the next is tried, unless an attach asks sooner. */
const removalRetryMs = 10_000

/** Who keeps the sessions of a back end. */
export interface SessionKeeper {
  readonly settings: BackendSettings
  /** The visitor has really connected. */
  opened(session: LiveSession): void
  forgotten(session: LiveSession): void
}

/**
 * A session in this process: who is attached, the sequence of its commands, its deadline. What was accepted, and which page
 * holds it, the store alone decides.
 */
export class LiveSession implements AttachmentHost {
  readonly record: SessionRecord
  readonly settings: BackendSettings
  readonly transcript: SessionTranscript
  readonly view: SessionView
  readonly events: SessionEvents
  /** What application code sees of it. */
  readonly surface: BackendSession
  readonly #keeper: SessionKeeper
  readonly #rate: RateLimiter
  readonly #deadline: Countdown
  /** An attach decides on what the one before it has left; a deadline takes its turn among them. */
  readonly #attaches = new SerialQueue()
  readonly #commands = new SerialQueue()
  /** What has been passed on is known here: an attach that was asking the store meanwhile is told by its answer. */
  readonly #reads = new ReadMarks()
  #phase: SessionPhase = 'starting'
  #attachment: SessionAttachment | undefined

  constructor(record: SessionRecord, keeper: SessionKeeper) {
    const { clock, limits, logger, store } = keeper.settings
    this.record = record
    this.settings = keeper.settings
    this.transcript = new SessionTranscript(record.id, store, (event) => this.#tell(event))
    this.view = new SessionView(record.userData)
    this.events = new SessionEvents(logger)
    this.surface = new BackendSession(this)
    this.#keeper = keeper
    this.#rate = new RateLimiter(limits.commandsPerSecond, clock)
    this.#deadline = new Countdown(clock)
    this.#expireIn(this.settings.sessionTimeoutMs)
  }

  get id(): string {
    return this.record.id
  }

  /** Its transcript is closed, and can be read. */
  get ended(): boolean {
    return this.#phase === 'ended'
  }

  /** Whether agents may know of it. */
  get shown(): boolean {
    return this.#phase === 'open' || this.#phase === 'ended'
  }

  /** Nobody can do anything in it any more. */
  get gone(): boolean {
    return isGone(this.#phase)
  }

  /** Whether a page is connected. */
  get attached(): boolean {
    return this.#attachment !== undefined
  }

  attach(command: AttachCommand, line: VisitorLine): Promise<AttachResult> {
    return this.#attaches.run(async () => {
      const after = command.type === 'RestoreSession' ? command.after : 0
      const stored = await this.#storedState()
      if (after > stored.head) throw unknownSession(`in this form: it has ${stored.head} events, and not yet ${after}`)
      await this.transcript.catchUp(stored.head)
      const { id: attachId, pageId: page, take } = command
      const held = await this.settings.store.claim(this.id, { pageId: page, attachId, take })
      if (this.gone) throw serverNotAvailable('it is shutting down')
      if (!held) return { answer: { type: 'EventSessionTaken', commandId: command.id } }
      return this.#accept({ command, line, stored, position: Math.max(after, stored.first - 1) })
    })
  }

  /** Delivers an event outside the transcript to the page that is connected, if there is one. */
  pass(event: ChatEvent): void {
    this.#attachment?.pass(event)
  }

  async append(commandId: string | undefined, draft: EventDraft): Promise<Appended> {
    if (this.gone) return { outcome: 'unknown' }
    try {
      return await this.transcript.append(commandId, draft)
    } catch (cause) {
      // What becomes of a visitor's own command is decided where it is answered.
      if (commandId === undefined && isUndecided(cause)) this.#attachAnew(cause)
      throw cause
    }
  }

  /** Moves a party's read mark forward and tells the other side. */
  async markRead(mark: ReadMark): Promise<void> {
    const { head } = this.transcript
    if (mark.upTo > head) throw incorrectParameter(`upTo is beyond the newest event, ${head}`)
    if (!(await this.settings.store.markRead(this.id, mark))) return
    this.#reads.see(mark)
    const event = { type: 'EventRead', ...mark } as const
    if (mark.party.id === this.record.party.id) this.events.emit('read', event)
    else this.pass(event)
  }

  /** Forgets the session, in the store too. */
  expire(): Promise<void> {
    return this.#attaches.run(() => this.#remove())
  }

  /** Lets go of it in this process; the store keeps it. */
  close(): void {
    this.#leave('closed', 'shutdown')
  }

  /** Resolves when nothing of it is running any more. */
  async idle(): Promise<void> {
    await Promise.all([this.#attaches.idle(), this.#commands.idle()])
    await this.transcript.idle()
  }

  // ---- what an attachment asks of its session ----

  turn(signal: AbortSignal): Promise<void> {
    return this.#rate.turn(signal)
  }

  async execute(command: unknown, attachment: SessionAttachment): Promise<void> {
    const done = this.#commands.run(async () => {
      if (this.gone || attachment.broken) return
      const answer = await answerCommand(this, command)
      if (!answer) return
      if (answer.type !== 'EventError') attachment.repeat(answer)
      else if (!leavesOpen(answer)) attachment.pass(answer)
      else {
        attachment.breakOff(answer)
        this.#attachAnew(answer)
      }
    })
    if (this.#commands.size > queuedCommands) await done
  }

  confirmed({ pageId: page }: SessionAttachment): void {
    if (this.#phase === 'starting') {
      this.#phase = 'open'
      this.#keeper.opened(this)
    }
    this.events.emit('visitorAttached', { pageId: page })
  }

  released(attachment: SessionAttachment): void {
    if (this.#attachment !== attachment) return
    this.#attachment = undefined
    if (this.#phase !== 'ended') this.#expireIn(this.settings.sessionTimeoutMs)
    this.events.emit('visitorDetached', { pageId: attachment.pageId })
  }

  lineFailed(reason: DropReason, cause: unknown): void {
    this.settings.logger.warn(`a line of session ${this.id} cannot go on: ${reason}`, cause)
  }

  read(after: number, maxBytes: number): Promise<readonly TranscriptEvent[]> {
    return this.transcript.read(after, maxBytes)
  }

  // ---- inside ----

  /**
   * The store may have kept an event that this process knows nothing of, and whoever is attached would miss it. To attach is to
   * read what the store has, so the page has to do that.
   */
  #attachAnew(cause: unknown): void {
    this.#attachment?.fail('unavailable', cause)
  }

  /** What the store has. Only what is known to be nowhere is said to be. */
  async #storedState(): Promise<StoredSession> {
    if (this.#phase === 'removing') await this.#remove()
    if (this.#phase === 'removed') throw unknownSession()
    if (this.gone) throw serverNotAvailable('it cannot tell what has become of the session')
    const stored = await this.settings.store.find(this.id)
    if (stored) return stored
    this.#removed()
    throw unknownSession()
  }

  /** No `await` in here: to accept an attach is to fence off the one before it. */
  #accept({ command, line, stored, position }: Admission): AttachResult {
    const { head } = this.transcript
    const attachment = new SessionAttachment({ host: this, line, pageId: command.pageId, position, head })
    const previous = this.#attachment
    this.#attachment = attachment
    if (this.#phase !== 'ended') this.#deadline.stop()
    previous?.fence(command.pageId)
    // Who restores has heard of the session before.
    if (command.type === 'RestoreSession') attachment.confirm()
    return { answer: this.#attached(command.id, { ...stored, head }), attachment }
  }

  #attached(commandId: string, { first, head, reads }: StoredSession): EventAttached {
    for (const mark of reads) this.#reads.see(mark)
    const { limits, sessionTimeoutMs: timeoutMs } = this.settings
    const { maxMessageBytes, commandsPerSecond } = limits
    return {
      type: 'EventAttached',
      commandId,
      sessionId: this.id,
      party: this.record.party,
      first,
      head,
      reads: this.#reads.list(),
      limits: { maxMessageBytes, commandsPerSecond },
      timeoutMs,
    }
  }

  /** The store has it: now everybody may know. The visitor first, so that what agents answer comes after. */
  #tell(event: TranscriptEvent): void {
    this.view.see(event)
    if (event.type === 'EventSessionEnded') this.#closeTranscript(event.at)
    this.#attachment?.committed(event)
    this.events.tell(event, this.record.party)
  }

  #closeTranscript(endedAt: number): void {
    if (this.gone) return
    this.#phase = 'ended'
    const { clock, sessionTimeoutMs } = this.settings
    const leftMs = endedAt + sessionTimeoutMs - clock.now()
    this.#expireIn(Math.min(sessionTimeoutMs, Math.max(0, leftMs)))
  }

  #expireIn(delayMs: number): void {
    this.#deadline.start(delayMs, () => {
      void this.#attaches.run(() => (this.#attachment && this.#phase !== 'ended' ? undefined : this.#remove()))
    })
  }

  /** Until the store has forgotten it, it stays here, so that no attach brings it back to life. */
  async #remove(): Promise<void> {
    if (this.#phase === 'removed' || this.#phase === 'closed') return
    this.#leave('removing', this.#phase === 'ended' ? 'ended' : 'expired')
    try {
      await this.settings.store.remove(this.id)
      this.#removed()
    } catch (cause) {
      this.settings.logger.warn(`session ${this.id} is still in the store, its removal will be tried again`, cause)
      if (this.#phase === 'removing') this.#expireIn(removalRetryMs)
    }
  }

  #removed(): void {
    this.#leave('removed', 'expired')
    this.#keeper.forgotten(this)
  }

  /** Commands that wait are dropped: without an answer, pages send them again. */
  #leave(phase: GonePhase, reason: DropReason): void {
    const [previous, attachment] = [this.#phase, this.#attachment]
    this.#phase = phase
    this.#attachment = undefined
    this.#deadline.stop()
    attachment?.drop(reason)
    if (previous === 'open') this.events.emit('ended', { reason })
  }
}

interface Admission {
  readonly command: AttachCommand
  readonly line: VisitorLine
  readonly stored: StoredSession
  readonly position: number
}
