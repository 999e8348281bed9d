import type {
  ChatTransport,
  Clock,
  CloseReason,
  Connectivity,
  ConnectivityChange,
  EventAttached,
  EventError,
  Logger,
  PlannedRetry,
  TransportConnection,
} from '@chat-transport/core'
import { placeOf } from '../session-copy/place-of.ts'
import { SessionCopy } from '../session-copy/session-copy.ts'
import { toFailure } from '../tab/failures.ts'
import type { LineRequest, TabMessage } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import { createCommandDesk, type CommandDesk } from './command-desk.ts'
import { createCredentialsDesk, type CredentialsDesk } from './credentials-desk.ts'
import { createEarlierReading, type EarlierReading } from './earlier-reading.ts'
import { createEndingTeller, endingOf, type Ending, type EndingTeller } from './ending.ts'
import type { Member, OwnConnection, Tell } from './member.ts'
import { createMembers, type Members } from './members.ts'
import { realAttach } from './real-attach.ts'

export interface SharedSessionOptions {
  readonly tab: Pick<Tab, 'id' | 'isStillLeading'>
  readonly transport: ChatTransport
  readonly clock: Clock
  readonly logger: Logger
  readonly tell: Tell
  /** The connection that this tab itself has to the session. */
  readonly own: OwnConnection | undefined
  newId(): string
  browserPage(given: string): string
  merge(session: SharedSession): void
  over(session: SharedSession): void
}

const interrupted = 150

/** One session at the leader: its line to the server, and the tabs that have it. */
export class SharedSession {
  readonly #options: SharedSessionOptions
  readonly #copy: SessionCopy
  readonly #members: Members
  readonly #commands: CommandDesk
  readonly #credentials: CredentialsDesk
  readonly #earlier: EarlierReading
  readonly #ends: EndingTeller
  readonly #startId: string | undefined
  readonly #secrets: Set<string>
  #sessionId: string | undefined
  #pageId: string
  #connection: TransportConnection | undefined
  #status: Connectivity = 'connecting'
  /** The answer, while the line to the server has one. */
  #answer: EventAttached | undefined
  #ending: Ending | undefined
  #taken: unknown
  /** The attach under way takes the session from another browser. */
  #takes = false
  #position = 0

  constructor({ attach, pageId }: LineRequest, options: SharedSessionOptions) {
    const { tab, own, tell, clock, newId } = options
    this.#options = options
    this.#copy = options.own?.copy ?? new SessionCopy()
    this.#members = createMembers(tell)
    this.#ends = createEndingTeller({ members: this.#members, copy: this.#copy, tell })
    this.#startId = attach.type === 'StartSession' ? attach.id : undefined
    this.#sessionId = attach.type === 'RestoreSession' ? attach.sessionId : undefined
    this.#secrets = new Set([attach.secret])
    this.#pageId = pageId ?? attach.pageId
    this.#commands = createCommandDesk({
      clock,
      send: (command) => this.#connection?.send(command),
      members: this.#members.all,
      read: (upTo, reader) => this.#readBy(upTo, reader),
    })
    this.#credentials = createCredentialsDesk({ ownTab: tab.id, own, tell, members: this.#members.all })
    this.#earlier = createEarlierReading({
      copy: this.#copy,
      newId,
      send: async (command) => this.#connection?.send(command),
      done: () => this.#members.waiting().forEach((member) => this.#welcome(member)),
    })
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#members.byConnection
  }

  hasLine = (line: string): boolean => this.#members.ofLine(line) !== undefined

  /** What is over is so for the tabs that had it. Others attach anew. */
  fits({ attach, connection }: LineRequest): boolean {
    const isIt = attach.type === 'StartSession' ? attach.id === this.#startId : attach.sessionId === this.#sessionId
    return isIt && this.#secrets.has(attach.secret) && (!this.#ending || this.members.has(connection))
  }

  isSameAs(other: SharedSession): boolean {
    return this.#sessionId !== undefined && !this.#ending && other.#sessionId === this.#sessionId
  }

  /** Opens the line to the server. */
  open({ attach, pageId, signsIn }: LineRequest): void {
    const { transport, logger, own, browserPage } = this.#options
    this.#pageId = browserPage(pageId ?? this.#pageId)
    this.#status = 'connecting'
    this.#takes = attach.take
    const opening = realAttach(attach, { copy: own?.copy, pageId: this.#pageId, transport })
    this.#position = 'after' in opening ? opening.after : 0
    let isCurrent = true
    const position = () => this.#reached()
    const opened = transport.connect(opening, {
      get position() {
        return position()
      },
      logger,
      ...((signsIn || own?.signsIn) && { credentials: this.#credentials.ask }),
      onEvent: (event) => isCurrent && this.#onEvent(event),
      onConnectivity: (change) => isCurrent && this.#onConnectivity(change),
      onRetry: (retry) => isCurrent && this.#onRetry(retry),
    })
    this.#connection = {
      send: opened.send,
      close(reason) {
        isCurrent = false
        opened.close(reason)
      },
    }
  }

  /** A tab asks for a line. */
  join(request: LineRequest, tab: string): void {
    const { tell, over } = this.#options
    const member = this.#members.join(request, tab)
    /** The page of this tab was shown again: its own line to the server has heard that as well. */
    const isTaking = this.#takes || (member.wasAttached && tab === this.#options.tab.id)
    tell(member, { kind: 'alive', line: request.line, head: 0 })
    if (this.#ending) {
      this.#ends.tell(member, this.#ending)
      if (this.members.size === 0) over(this)
    } else if (this.#members.refuse(member)) return
    else if (this.#answer) this.#welcome(member)
    else if (request.attach.take && !isTaking) this.#takeBack(request)
  }

  hear(message: TabMessage): void {
    if (message.kind === 'credentials') this.#credentials.given(message)
    else if (message.kind === 'closed') {
      const closed = this.members.get(message.connection)
      if (closed) this.leave(closed, message.reason)
    } else if (message.kind === 'ping' || message.kind === 'command') this.#hearLine(message)
  }

  leave(member: Member, reason: CloseReason): void {
    this.#members.remove(member)
    this.#commands.left(member)
    if (this.members.size === 0) this.close(reason)
  }

  close(reason: CloseReason): void {
    this.#options.over(this)
    this.#commands.lost()
    this.#connection?.close(reason)
  }

  /** What the visitor did in this tab takes the session back from another browser (S6). */
  #takeBack(request: LineRequest): void {
    if (!this.#connection) return
    this.#connection.close('detached')
    this.open({ ...request, pageId: this.#pageId })
  }

  #hearLine(message: Extract<TabMessage, { readonly kind: 'ping' | 'command' }>): void {
    const { tell } = this.#options
    const { line } = message
    const member = this.#members.ofLine(line)
    if (!member?.line) return
    member.silent = 0
    if (message.kind === 'ping')
      tell(member, { kind: 'alive', line, head: member.line.isAttached ? this.#copy.head : 0 })
    else if (member.line.isAttached)
      this.#commands.take(message.command, member, () =>
        tell(member, { kind: 'written', line, number: message.number }),
      )
  }

  #reached(): number {
    return Math.max(this.#position, this.#copy.head)
  }

  /** Answers an attach as the server would. */
  #welcome(member: Member): void {
    const { tell } = this.#options
    const { line } = member
    if (!line || !this.#answer) return
    const isOpen = this.#status === 'connected'
    // What a tab lacks can be read once the line is open.
    if (this.#copy.lacks(line.attach) && (!isOpen || this.#earlier.read())) return
    line.isAttached = member.wasAttached = true
    tell(member, { kind: 'events', line: line.id, events: this.#copy.answer(line.attach), pageId: this.#pageId })
    if (isOpen) tell(member, { kind: 'open', line: line.id })
  }

  /** The line to the server is gone, and so are those of the tabs. They attach anew, and wait for the next. */
  #lose(cause: Error, since: number): void {
    this.#answer = undefined
    this.#commands.lost()
    this.#earlier.lost()
    for (const member of this.#members.attached()) this.#members.lose(member, toFailure(cause), since)
  }

  /** The other tabs learn of it as other devices do from the server. */
  #readBy(upTo: number, reader: Member): void {
    const event = { type: 'EventRead', party: this.#answer?.party, upTo }
    this.#copy.take(event)
    this.#members.toAttached(event, reader)
  }

  #onEvent(event: unknown): void {
    const { type, index, commandId } = placeOf(event)
    if (type === 'EventAttached') return this.#onAttached(event as EventAttached)
    if (type === 'EventError') return this.#onError(event as EventError, commandId)
    if (type === 'EventTranscript' && this.#earlier.answered(event as never)) return
    const senders = commandId === undefined ? undefined : this.#commands.answered(commandId, index !== undefined)
    if (type === 'EventTranscript' && senders) return this.#members.sendTo(senders, event)
    if (type === 'EventSessionTaken') return void (this.#taken = event) // It closes the line.
    this.#copy.take(event)
    this.#members.toAttached(event)
  }

  #onAttached(event: EventAttached): void {
    const { clock, merge } = this.#options
    if (this.#answer) this.#lose(new Error('the line was attached anew'), clock.now())
    this.#takes = false
    this.#copy.attached(event, this.#reached())
    this.#answer = event
    this.#sessionId = event.sessionId
    if (event.secret !== undefined) this.#secrets.add(event.secret)
    merge(this)
    for (const member of this.#members.waiting()) this.#welcome(member)
    this.#members.callBack()
  }

  #onError(event: EventError, commandId: string | undefined): void {
    if (commandId === undefined && event.error?.code === interrupted) return // Each tab says it for itself.
    if (!this.#answer && this.#status !== 'connecting') return this.#members.refuseAll(event)
    if (commandId === undefined) return this.#members.toAttached(event)
    if (this.#earlier.refused(commandId)) return
    const senders = this.#commands.answered(commandId)
    if (senders) this.#members.sendTo(senders, event)
    else this.#members.toAttached(event)
  }

  #onRetry(retry: PlannedRetry): void {
    if (this.#answer) this.#lose(retry.cause, this.#options.clock.now())
    this.#members.tellRetry({ ...retry, cause: toFailure(retry.cause) })
  }

  #onConnectivity({ current, cause, since }: ConnectivityChange): void {
    this.#status = current
    if (current === 'closed') void this.#onClosed(cause)
    else if (current === 'reconnecting') this.#lose(cause ?? new Error('the line was lost'), since)
    else if (current === 'connected') this.#onOpen()
  }

  #onOpen(): void {
    if (!this.#answer) return
    this.#copy.caughtUp()
    this.#commands.connected(this.#answer.limits?.commandsPerSecond || 1)
    this.#members.tellOpen()
    for (const member of this.#members.waiting()) this.#welcome(member)
  }

  /** Tells all how it ended; those without a line when they ask for one. */
  async #onClosed(cause: Error | undefined): Promise<void> {
    const { clock, over, tab } = this.#options
    const ending = endingOf(cause, this.#taken)
    // That another page has the session may be said of the line alone, where this tab was frozen and another leads (S2).
    if (ending.type === 'taken' && !(await tab.isStillLeading())) return
    this.#ending = ending
    this.#commands.lost()
    for (const member of this.#ends.toldAtOnce(ending)) this.#ends.tell(member, ending)
    if (ending.type === 'refused') this.#lose(cause ?? new Error('the line was closed'), clock.now())
    for (const member of this.#members.attached()) this.#members.remove(member) // They have heard the goodbye.
    if (this.members.size === 0) over(this)
  }
}
