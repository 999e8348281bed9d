import { isInconclusive } from '@chat-transport/core'
import type { ChatEvent, Clock, Party, ReadMark, TranscriptEvent, UserData } from '@chat-transport/core'
import type { EventDraft } from '../application/event-draft.ts'
import type { FileService } from '../application/file-service.ts'
import type { SessionCore, SessionStatus } from '../application/session-core.ts'
import { SessionEvents } from '../application/session-events.ts'
import { ReceivedCommand } from '../commands/received-command.ts'
import { incorrectParameter, mayHaveHappened } from '../commands/refusal.ts'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import { CommittedEvent } from '../store/committed-event.ts'
import { ReadMarks } from '../store/read-marks.ts'
import type { Appended, SessionRecord, StoredSession } from '../store/session-store.ts'
import { SessionAttachment, type AttachmentHost } from '../visitor/attachment.ts'
import { RateLimiter } from '../visitor/rate-limiter.ts'
import { ReplayPace } from '../visitor/replay-pace.ts'
import type { AttachResult, DropReason } from '../visitor/visitor-line.ts'
import { claimOf, type AttachAttempt } from './attach-attempt.ts'
import { attachedEvent } from './attached-event.ts'
import { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import { CommandQueue } from './command-queue.ts'
import type { RunCommand } from './run-command.ts'
import { SessionAttaching } from './session-attaching.ts'
import { SessionLifetime, type LifetimeOptions } from './session-lifetime.ts'
import { SessionLog } from './session-log.ts'
import { SessionTranscript } from './session-transcript.ts'
import { SessionView } from './session-view.ts'
import { VisitorTyping } from './visitor-typing.ts'

export interface LiveSessionHooks {
  readonly origin: LifetimeOptions['origin']
  readonly runCommand: RunCommand
  /** The visitor has really connected. Called once. */
  readonly confirmed: () => void
  /** The transcript is closed, and takes so many bytes as JSON. */
  readonly ended: (transcriptBytes: number) => void
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
  readonly files: FileService
  readonly replayPace: ReplayPace
  readonly #settings: BackendSettings
  readonly #hooks: LiveSessionHooks
  /** Made for the first command: a start that nobody confirms is to hold little. */
  #rate: RateLimiter | undefined
  readonly #lifetime: SessionLifetime
  readonly #typing: VisitorTyping
  /** Removals wait their turn among the attaches. */
  readonly #attaches = new AttachQueue()
  readonly #attaching: SessionAttaching
  readonly #commands = new CommandQueue()
  /** Marks that change while the store answers an attach are part of its answer. */
  readonly #reads = new ReadMarks()
  #attachment: SessionAttachment | undefined
  #transcriptBytes = 0

  constructor(record: SessionRecord, settings: BackendSettings, hooks: LiveSessionHooks) {
    const { clock, logger, store } = settings
    this.id = record.id
    this.record = record
    this.clock = clock
    this.log = new SessionLog(logger, record.id)
    this.transcript = new SessionTranscript(record.id, store, (event) => this.#publish(event))
    this.view = new SessionView(JSON.parse(record.userData) as UserData)
    this.events = new SessionEvents(logger)
    this.files = settings.files
    this.#settings = settings
    this.#hooks = hooks
    this.replayPace = new ReplayPace({
      turns: settings.replayTurns,
      clock,
      maxTranscriptBytes: record.maxTranscriptBytes,
    })
    this.#typing = new VisitorTyping(clock, (isTyping) =>
      this.events.emit('typing', { type: 'EventTyping', party: record.party, isTyping }),
    )
    this.#lifetime = new SessionLifetime({
      sessionId: record.id,
      origin: hooks.origin,
      settings,
      log: this.log,
      timeIsUp: () => void this.#attaches.runAfterArrivals(() => this.#removeIf(this.#lifetime.isDue)),
      ended: () => hooks.ended(this.#transcriptBytes),
      left: (reason, wasOpen) => this.#left(reason, wasOpen),
      removed: () => hooks.removed(),
    })
    this.#attaching = new SessionAttaching({
      sessionId: record.id,
      store,
      log: this.log,
      lifetime: this.#lifetime,
      transcript: this.transcript,
      queue: this.#attaches,
      accept: (attempt, stored) => this.#accept(attempt, stored),
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

  /** See `AttachQueue`. */
  arrive(letIn: () => Promise<AttachResult>): Promise<AttachResult> {
    return this.#attaches.arrive(letIn)
  }

  attach(attempt: AttachAttempt): Promise<AttachResult> {
    return this.#attaching.attach(attempt)
  }

  pass(event: ChatEvent): void {
    this.#attachment?.pass(event)
  }

  visitorTypes(isTyping: boolean): void {
    if (isTyping && this.#attachment) this.#typing.start()
    else this.#typing.stop()
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

  /** Forgets the session, if it may give way to others. Resolves with whether it is forgotten. */
  async giveWay(): Promise<boolean> {
    await this.#attaches.run(() => this.#removeIf(this.#lifetime.givesWay))
    return this.#lifetime.phase === 'removed'
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
    this.#rate ??= new RateLimiter(this.#settings.limits.commandsPerSecond, this.clock)
    return this.#rate.turn(signal)
  }

  execute(input: unknown, attachment: SessionAttachment): Promise<void> {
    const command = new ReceivedCommand(input, this.#settings.limits.maxMessageBytes)
    return this.#commands.add(command, async () => {
      if (this.#gone || attachment.broken) return
      const answer = await this.#hooks.runCommand(command)
      // What the page of a line that is over has said of typing may no longer be true.
      if (this.#attachment !== attachment) this.#typing.stop()
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
    this.#typing.stop()
    this.log.detached(pageId)
    this.#lifetime.detached()
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

  /** Has no `await`: accepting an attach and replacing the one before it is one step. */
  #accept(attempt: AttachAttempt, stored: StoredSession): AttachResult {
    const { command, line } = attempt
    const { pageId } = command
    const { head } = this.transcript
    const { after } = claimOf(command)
    const position = Math.max(after, stored.first - 1)
    const attachment = new SessionAttachment({ host: this, line, pageId, position, head })
    const previous = this.#attachment
    this.#attachment = attachment
    this.#attaches.accepted(attempt)
    this.#typing.stop()
    this.#lifetime.attached()
    if (previous) this.log.replaced(previous.pageId, pageId)
    previous?.fence(pageId)
    this.log.attached(pageId, { after, head })
    // A page that restores has heard of the session before.
    if (command.type === 'RestoreSession') attachment.confirm()
    for (const mark of stored.reads) this.#reads.advance(mark)
    const place = { commandId: command.id, first: stored.first, head, reads: this.#reads.list() }
    return { answer: attachedEvent({ record: this.record, settings: this.#settings, ...place }), attachment }
  }

  /** The store has the event. The page receives it before agents do, so that their answers come after it. */
  #publish(committed: CommittedEvent): void {
    const { event } = committed
    this.#transcriptBytes += utf8Bytes(committed.json)
    this.view.apply(event)
    if (event.type === 'EventSessionEnded') this.#lifetime.end(event.at)
    this.#attachment?.committed(committed)
    if (event.type === 'EventSessionEnded' || isMessageOf(event, this.record.party)) this.#typing.stop()
    this.events.emitTranscript(event, this.record.party)
  }

  async #removeIf(itMay: boolean): Promise<void> {
    if (itMay) await this.#lifetime.remove()
  }

  /** Commands that wait are dropped without an answer, so pages send them again. */
  #left(reason: DropReason, wasOpen: boolean): void {
    const attachment = this.#attachment
    this.#attachment = undefined
    this.#typing.stop()
    attachment?.drop(reason)
    if (wasOpen) this.events.emit('ended', { reason })
  }
}

const isMessageOf = (event: TranscriptEvent, { id }: Party) => event.type === 'EventMessage' && event.party.id === id
