import { isInconclusive } from '@chat-transport/core'
import type { ChatEvent, Clock, EventAttached, ReadMark, UserData } from '@chat-transport/core'
import type { EventDraft } from '../application/event-draft.ts'
import type { SessionCore, SessionStatus } from '../application/session-core.ts'
import { SessionEvents } from '../application/session-events.ts'
import { SerialQueue } from '../async/serial-queue.ts'
import { ReceivedCommand } from '../commands/received-command.ts'
import { incorrectParameter, mayHaveHappened, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import { ReadMarks } from '../store/read-marks.ts'
import type { Appended, Claimed, SessionRecord, StoredSession } from '../store/session-store.ts'
import { SessionAttachment } from '../visitor/attachment.ts'
import type { AttachmentHost } from '../visitor/attachment.ts'
import { RateLimiter } from '../visitor/rate-limiter.ts'
import { ReplayPace } from '../visitor/replay-pace.ts'
import type { AttachResult, DropReason } from '../visitor/visitor-line.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import { claimOf } from './attach-attempt.ts'
import type { BackendSettings } from './backend-settings.ts'
import { CommandQueue } from './command-queue.ts'
import type { RunCommand } from './run-command.ts'
import { SessionLifetime } from './session-lifetime.ts'
import { SessionLog } from './session-log.ts'
import { SessionTranscript } from './session-transcript.ts'
import { SessionView } from './session-view.ts'

export interface LiveSessionHooks {
  readonly runCommand: RunCommand
  /** The visitor has really connected. Called once. */
  readonly confirmed: () => void
  /** The store has forgotten the session. */
  readonly removed: () => void
}

/**
 * A session in this process: which page is attached, the queue of its commands, its timeout. Which commands were accepted, and
 * which page holds the session, the store alone decides.
 */
export class LiveSession implements SessionCore, AttachmentHost {
  readonly id: string
  readonly record: SessionRecord
  readonly clock: Clock
  readonly log: SessionLog
  readonly transcript: SessionTranscript
  readonly view: SessionView
  readonly events: SessionEvents
  readonly replayPace: ReplayPace
  readonly #settings: BackendSettings
  readonly #hooks: LiveSessionHooks
  readonly #rate: RateLimiter
  readonly #lifetime: SessionLifetime
  /** One attach at a time, because each depends on the one before. Removals wait their turn among them. */
  readonly #attaches = new SerialQueue()
  readonly #commands = new CommandQueue()
  /** Marks that change while the store answers an attach are part of its answer. */
  readonly #reads = new ReadMarks()
  #attachment: SessionAttachment | undefined
  /** Whether the store has been asked, by anything but the creation of the session, which page holds it. */
  #claimed = false

  constructor(record: SessionRecord, settings: BackendSettings, hooks: LiveSessionHooks) {
    const { clock, limits, logger, store } = settings
    this.id = record.id
    this.record = record
    this.clock = clock
    this.log = new SessionLog(logger, record.id)
    this.transcript = new SessionTranscript(record.id, store, (event) => this.#publish(event))
    this.view = new SessionView(JSON.parse(record.userData) as UserData)
    this.events = new SessionEvents(logger)
    this.#settings = settings
    this.#hooks = hooks
    this.#rate = new RateLimiter(limits.commandsPerSecond, clock)
    this.replayPace = new ReplayPace({
      turns: settings.replayTurns,
      clock,
      maxTranscriptBytes: record.maxTranscriptBytes,
    })
    this.#lifetime = new SessionLifetime({
      sessionId: record.id,
      settings,
      log: this.log,
      timeIsUp: () => void this.#attaches.run(() => this.#removeUnlessAttached()),
      left: (reason, wasOpen) => this.#left(reason, wasOpen),
      removed: () => hooks.removed(),
    })
  }

  get status(): SessionStatus {
    if (this.#gone) return 'gone'
    return this.ended ? 'ended' : 'open'
  }

  /** Whether agents may know of the session. */
  get shown(): boolean {
    return this.#lifetime.phase === 'open' || this.ended
  }

  get attached(): boolean {
    return this.#attachment !== undefined
  }

  attach(attempt: AttachAttempt): Promise<AttachResult> {
    return this.#attaches.run(async () => {
      const { command, created } = attempt
      const claimed = await this.#claim(attempt)
      const { after } = claimOf(command)
      const { head } = claimed.session
      if (claimed.outcome === 'ahead')
        throw unknownSession(`in this form: the page has seen ${after} events, and it has ${head}`)
      await this.transcript.catchUp(head, created?.joined)
      if (this.#gone) throw serverNotAvailable('it is shutting down')
      if (claimed.outcome === 'held') return this.#accept(attempt, claimed.session)
      this.log.refusedPage(command.pageId)
      return { answer: { type: 'EventSessionTaken', commandId: command.id } }
    })
  }

  pass(event: ChatEvent): void {
    this.#attachment?.pass(event)
  }

  async append(draft: EventDraft): Promise<Appended> {
    if (this.#gone) return { outcome: 'unknown' }
    try {
      return await this.transcript.append(draft)
    } catch (cause) {
      // For a command of the visitor, `execute()` decides what happens to the line.
      if (!('commandId' in draft) && mayHaveHappened(cause)) this.#attachAnew(cause)
      throw cause
    }
  }

  async markRead(mark: ReadMark): Promise<void> {
    const { head } = this.transcript
    if (mark.upTo > head) throw incorrectParameter(`upTo is beyond the newest event, ${head}`)
    if (!(await this.#settings.store.markRead(this.id, mark))) return
    this.#reads.advance(mark)
    const event = { type: 'EventRead', ...mark } as const
    if (mark.party.id === this.record.party.id) this.events.emit('read', event)
    else this.pass(event)
  }

  /** Forgets the session, in the store too. */
  expire(): Promise<void> {
    return this.#attaches.run(() => this.#lifetime.remove())
  }

  /** Lets go of the session in this process; the store keeps it. */
  close(): void {
    this.#lifetime.close()
  }

  /** Resolves when nothing of it is running any more. */
  async idle(): Promise<void> {
    await Promise.all([this.#attaches.idle(), this.#commands.idle()])
    await this.transcript.idle()
  }

  // ---- AttachmentHost ----

  get ended(): boolean {
    return this.#lifetime.phase === 'ended'
  }

  turn(signal: AbortSignal): Promise<void> {
    return this.#rate.turn(signal)
  }

  execute(input: unknown, attachment: SessionAttachment): Promise<void> {
    const command = new ReceivedCommand(input, this.#settings.limits.maxMessageBytes)
    return this.#commands.add(command, async () => {
      if (this.#gone || attachment.broken) return
      const answer = await this.#hooks.runCommand(command)
      if (!answer) return
      if (answer instanceof CommittedEvent) attachment.repeat(answer)
      else if (!isInconclusive(answer.error.code)) attachment.pass(answer)
      else {
        attachment.breakOff(answer)
        this.#attachAnew(answer)
      }
    })
  }

  confirmed({ pageId }: SessionAttachment): void {
    this.log.confirmed(pageId)
    if (this.#lifetime.confirm()) this.#hooks.confirmed()
    this.events.emit('visitorAttached', { pageId })
  }

  released(attachment: SessionAttachment): void {
    if (this.#attachment !== attachment) return
    const { pageId } = attachment
    this.#attachment = undefined
    this.log.detached(pageId)
    this.#lifetime.startTimeout()
    this.events.emit('visitorDetached', { pageId })
  }

  lineFailed(reason: DropReason, cause: unknown): void {
    this.log.lineFailed(reason, cause)
  }

  read(after: number, maxBytes: number): Promise<readonly CommittedEvent[]> {
    return this.transcript.read(after, maxBytes)
  }

  // ---- inside ----

  get #gone(): boolean {
    return this.#lifetime.gone
  }

  /**
   * The store may have kept an event that this process does not know, and the attached page would miss it. Attaching again reads
   * it from the store.
   */
  #attachAnew(cause: unknown): void {
    this.#attachment?.fail('unavailable', cause)
  }

  /** Asks the store which page holds the session. */
  async #claim({ command, created }: AttachAttempt): Promise<Exclude<Claimed, { outcome: 'unknown' }>> {
    if (this.#lifetime.phase === 'removing') await this.#lifetime.remove()
    if (this.#lifetime.phase === 'removed') throw unknownSession()
    if (this.#gone) throw serverNotAvailable('it cannot tell what has become of the session')
    // The store made the session for this page. That still holds, unless another attach was faster.
    if (created && !this.#claimed) return { outcome: 'held', session: created.session }
    this.#claimed = true
    const claimed = await this.#settings.store.claim(this.id, claimOf(command))
    if (claimed.outcome !== 'unknown') return claimed
    this.#lifetime.markRemoved()
    throw unknownSession()
  }

  /** Has no `await`: accepting an attach and replacing the one before it is one step. */
  #accept({ command, line }: AttachAttempt, stored: StoredSession): AttachResult {
    const { pageId } = command
    const { head } = this.transcript
    const { after } = claimOf(command)
    const position = Math.max(after, stored.first - 1)
    const attachment = new SessionAttachment({ host: this, line, pageId, position, head })
    const previous = this.#attachment
    this.#attachment = attachment
    this.#lifetime.stopTimeout()
    if (previous) this.log.replaced(previous.pageId, pageId)
    previous?.fence(pageId)
    this.log.attached(pageId, { after, head })
    // A page that restores has heard of the session before.
    if (command.type === 'RestoreSession') attachment.confirm()
    return { answer: this.#attachedEvent(command.id, stored), attachment }
  }

  #attachedEvent(commandId: string, { first, reads }: StoredSession): EventAttached {
    for (const mark of reads) this.#reads.advance(mark)
    const { limits, sessionTimeoutMs } = this.#settings
    const { maxMessageBytes, commandsPerSecond } = limits
    return {
      type: 'EventAttached',
      commandId,
      sessionId: this.id,
      party: this.record.party,
      first,
      head: this.transcript.head,
      reads: this.#reads.list(),
      limits: { maxMessageBytes, commandsPerSecond },
      timeoutMs: sessionTimeoutMs,
    }
  }

  /** The store has the event. The page receives it before agents do, so that their answers come after it. */
  #publish(committed: CommittedEvent): void {
    const { event } = committed
    this.view.apply(event)
    if (event.type === 'EventSessionEnded') this.#lifetime.end(event.at)
    this.#attachment?.committed(committed)
    this.events.emitTranscript(event, this.record.party)
  }

  async #removeUnlessAttached(): Promise<void> {
    if (!this.#attachment || this.ended) await this.#lifetime.remove()
  }

  /** Commands that wait are dropped without an answer, so pages send them again. */
  #left(reason: DropReason, wasOpen: boolean): void {
    const attachment = this.#attachment
    this.#attachment = undefined
    attachment?.drop(reason)
    if (wasOpen) this.events.emit('ended', { reason })
  }
}
