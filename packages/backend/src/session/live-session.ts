import type { ChatEvent, Clock, Party, ReadMark, TranscriptEvent, UserData } from '@chat-transport/core'
import type { EventDraft } from '../application/event-draft.ts'
import type { ChatUser } from '../application/chat-user.ts'
import type { FileService } from '../application/file-service.ts'
import { OpenDrafts } from '../application/open-drafts.ts'
import type { BesideEvent, BindCause, SessionCore, SessionStatus, ShownAt, Typed } from '../application/session-core.ts'
import { SessionEvents } from '../application/session-events.ts'
import type { ApplicationContents } from '../commands/application-contents.ts'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import type { CommittedEvent } from '../store/committed-event.ts'
import { ReadMarks } from '../store/read-marks.ts'
import type { Appended, SessionRecord, Device, StoredSession, StoredVisitor } from '../store/session-store.ts'
import type { AttachmentHost, SessionAttachment } from '../visitor/attachment.ts'
import { ReplayPace } from '../visitor/replay-pace.ts'
import type { AttachResult } from '../visitor/visitor-line.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { LiveSessionHooks } from './live-session-hooks.ts'
import { SessionAttaching } from './session-attaching.ts'
import { SessionDeparture } from './session-departure.ts'
import { SessionElsewhere } from './session-elsewhere.ts'
import { SessionLifetime, type GoneReason } from './session-lifetime.ts'
import { isGone, type SessionPhase } from './session-phase.ts'
import { SessionLog } from './session-log.ts'
import { SessionShowing } from './session-showing.ts'
import { SessionTranscript } from './session-transcript.ts'
import { SessionView } from './session-view.ts'
import { SessionVisitor } from './session-visitor.ts'
import { SessionWrites } from './session-writes.ts'
import { VisitorCommands } from './visitor-commands.ts'
import { VisitorPresence } from './visitor-presence.ts'

/**
 * A session in this process: which pages are attached, the queue of its commands, its timeout. Which commands were accepted,
 * which page holds the session, and whose it is, the store alone decides.
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
  readonly contents: ApplicationContents
  readonly drafts: OpenDrafts
  readonly typingPreview: boolean
  readonly replayPace: ReplayPace
  readonly #settings: BackendSettings
  readonly #hooks: LiveSessionHooks
  readonly #visitor: SessionVisitor
  readonly #lifetime: SessionLifetime
  readonly #presence: VisitorPresence
  /** Removals wait their turn among the attaches. */
  readonly #attaches = new AttachQueue()
  readonly #attaching: SessionAttaching
  readonly departure: SessionDeparture
  readonly #showing: SessionShowing
  readonly elsewhere: SessionElsewhere
  readonly #writes: SessionWrites
  readonly #commands: VisitorCommands
  /** Marks that change while the store answers an attach are part of its answer. */
  readonly #reads = new ReadMarks()
  #transcriptBytes = 0

  constructor(stored: StoredSession, settings: BackendSettings, hooks: LiveSessionHooks) {
    const { record, visitor } = stored
    const { clock, logger } = settings
    this.id = record.id
    this.record = record
    this.clock = clock
    this.log = new SessionLog(logger, record.id)
    this.transcript = new SessionTranscript(record.id, settings, (event, of) => this.#publish(event, of))
    this.#visitor = new SessionVisitor(visitor)
    this.view = new SessionView(JSON.parse(record.userData) as UserData, record.maxTranscriptEvents)
    this.events = new SessionEvents(logger)
    this.files = settings.files
    this.contents = settings.contents
    this.typingPreview = settings.typingPreview
    this.drafts = new OpenDrafts(settings, {
      grown: () => {
        this.#presence.devices.passParts()
        this.elsewhere.tellDrafts()
      },
      lost: () => this.attachAnew(new Error('a message that was being said at another server does not go on')),
    })
    this.#settings = settings
    this.#hooks = hooks
    this.replayPace = new ReplayPace({
      turns: settings.replayTurns,
      clock,
      maxTranscriptBytes: record.maxTranscriptBytes,
    })
    this.#lifetime = new SessionLifetime({
      sessionId: record.id,
      origin: hooks.origin,
      settings,
      log: this.log,
      timeIsUp: () => void this.departure.timeIsUp(),
      ended: () => hooks.ended(this.#transcriptBytes),
      left: (reason, previous) => this.#left(reason, previous),
      removed: () => hooks.removed(),
    })
    this.#presence = new VisitorPresence(stored, {
      settings,
      lifetime: this.#lifetime,
      log: this.log,
      events: this.events,
      visitor: this.#visitor,
      hooks,
      released: (attachment) => this.elsewhere.tellReleased(attachment),
      visitorTyping: (event) => {
        this.events.emit('typing', event)
        this.elsewhere.tell(event)
      },
    })
    this.#showing = new SessionShowing({ core: this, hooks, devices: this.#presence.devices })
    const parts = {
      core: this,
      settings,
      hooks,
      lifetime: this.#lifetime,
      presence: this.#presence,
      showing: this.#showing,
      attaches: this.#attaches,
      reads: this.#reads,
      claimed: (stored: StoredSession) => this.#claimed(stored),
    }
    this.#writes = new SessionWrites(parts)
    this.elsewhere = new SessionElsewhere(parts)
    this.departure = new SessionDeparture(parts)
    this.#commands = new VisitorCommands(this, hooks.runCommand, settings.limits.maxMessageBytes)
    this.#attaching = new SessionAttaching({ ...parts, elsewhere: this.elsewhere })
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
    return this.#presence.attached
  }

  get shownAt(): ShownAt {
    return this.#showing.place
  }

  /** Whether a page is connected to this process. */
  get attachedHere(): boolean {
    return this.#presence.devices.attached
  }

  get party(): Party {
    return this.#visitor.party
  }

  get user(): ChatUser | undefined {
    return this.#visitor.user
  }

  get devices(): readonly Device[] {
    return this.#presence.devices.list
  }

  /** See `AttachQueue`. */
  arrive(letIn: () => Promise<AttachResult>): Promise<AttachResult> {
    return this.#attaches.arrive(letIn)
  }

  attach(attempt: AttachAttempt): Promise<AttachResult> {
    return this.#attaching.attach(attempt)
  }

  pass(event: ChatEvent, except?: SessionAttachment): void {
    this.#presence.pass(event, except)
    this.elsewhere.tell(event)
  }

  visitorTypes(typed: Typed, from: SessionAttachment): void {
    this.#presence.types(typed, from)
  }

  bind(user: ChatUser, cause?: BindCause): Promise<Appended> {
    return this.#writes.bind(user, cause)
  }

  append(draft: EventDraft, beside?: BesideEvent): Promise<Appended> {
    return this.#writes.append(draft, beside)
  }

  markRead(mark: ReadMark, from?: SessionAttachment): Promise<void> {
    return this.#writes.markRead(mark, from)
  }

  overtaken(from: SessionAttachment): void {
    this.released(from)
    from.drop('superseded')
  }

  /**
   * The store may have kept an event that this process does not know, and the attached pages would miss it. Attaching again
   * reads it from the store.
   */
  attachAnew(cause: unknown): void {
    this.#presence.devices.fail('unavailable', cause)
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

  turn(attachment: SessionAttachment, signal: () => AbortSignal): Promise<void> | undefined {
    return this.#presence.devices.turn(attachment, signal)
  }

  execute(command: unknown, attachment: SessionAttachment): Promise<void> | undefined {
    return this.#commands.add(command, attachment)
  }

  confirmed({ pageId }: SessionAttachment): void {
    this.log.confirmed(pageId)
    this.#lifetime.confirm()
    this.#showing.show()
    this.events.emit('visitorAttached', { pageId })
  }

  released(attachment: SessionAttachment): void {
    this.#presence.release(attachment)
  }

  // ---- inside ----

  get #gone(): boolean {
    return this.#lifetime.gone
  }

  /** An answer that is older than what this process knows tells nothing of the visitor. */
  #claimed({ visitor, devices, head }: StoredSession): void {
    if (head >= this.transcript.head) this.#visitor.update(visitor)
    this.#presence.update(devices)
  }

  /** The store has the event. Pages receive it before agents do, so that their answers come after it. */
  #publish(committed: CommittedEvent, visitor?: StoredVisitor): void {
    const { event } = committed
    this.#transcriptBytes += utf8Bytes(committed.json)
    this.view.apply(event)
    if ('draft' in event) this.drafts.remove(event.draft)
    if (visitor) this.#visitor.update(visitor)
    if (event.type === 'EventSessionEnded') this.#lifetime.end(event.at)
    this.#presence.devices.committed(committed)
    if (event.type === 'EventSessionEnded' || isMessageOf(event, this.party)) this.#presence.stopTyping()
    this.events.emitTranscript(event, this.party)
  }

  /** Commands that wait are dropped without an answer, so pages send them again. */
  #left(reason: GoneReason, previous: SessionPhase): void {
    this.elsewhere.close()
    void this.drafts.close()
    if (reason !== 'moved') this.#presence.drop(reason)
    if (previous === 'open' && reason !== 'moved') this.events.emit('ended', { reason })
    if (!isGone(previous)) this.events.emit('gone', { reason })
  }
}

const isMessageOf = (event: TranscriptEvent, { id }: Party) => event.type === 'EventMessage' && event.party.id === id
