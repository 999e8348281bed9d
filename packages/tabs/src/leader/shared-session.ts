import type {
  ChatTransport,
  Clock,
  CloseReason,
  ConnectivityChange,
  EventAttached,
  EventError,
  Logger,
  PlannedRetry,
} from '@chat-transport/core'
import { placeOf } from '../session-copy/place-of.ts'
import { SessionCopy } from '../session-copy/session-copy.ts'
import { toFailure } from '../tab/failures.ts'
import type { LineRequest, TabMessage } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import { createAttachDesk, type AttachDesk } from './attach-desk.ts'
import { createCommandDesk, type CommandDesk } from './command-desk.ts'
import { createCredentialsDesk, type CredentialsDesk } from './credentials-desk.ts'
import type { Member, OwnConnection, Tell } from './member.ts'
import { createMembers, type Members } from './members.ts'
import { createServerLine, type ServerLine } from './server-line.ts'
import { createSessionEnd, type SessionEnd } from './session-end.ts'
import { SessionIdentity } from './session-identity.ts'

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
  readonly #identity: SessionIdentity
  readonly #copy: SessionCopy
  readonly #members: Members
  readonly #commands: CommandDesk
  readonly #credentials: CredentialsDesk
  readonly #line: ServerLine
  readonly #attaches: AttachDesk
  readonly #end: SessionEnd

  constructor({ attach, pageId = attach.pageId }: LineRequest, options: SharedSessionOptions) {
    const { tab, own, tell, clock } = options
    this.#options = options
    this.#identity = new SessionIdentity(attach)
    const copy = (this.#copy = own?.copy ?? new SessionCopy())
    const members = (this.#members = createMembers(tell))
    this.#commands = createCommandDesk({
      clock,
      send: (command) => this.#line.send(command),
      members: members.all,
      onRead: (upTo, reader) => this.#onRead(upTo, reader),
    })
    this.#credentials = createCredentialsDesk({ ownTab: tab.id, own, tell, members: members.all })
    this.#line = createServerLine({
      ...options,
      copy,
      pageId,
      threw: (error) => void this.#end.closed(error),
      credentials: this.#credentials,
      listener: {
        onEvent: (event) => this.#onEvent(event),
        onConnectivity: (change) => this.#onConnectivity(change),
        onRetry: (retry) => this.#onRetry(retry),
      },
    })
    this.#attaches = createAttachDesk({ ...options, members, copy, line: this.#line, read: this.#commands.read })
    const ends = { now: clock.now, stop: () => this.#stop(), over: () => options.over(this) }
    this.#end = createSessionEnd({ ...options, ...ends, members, copy })
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#members.byConnection
  }

  hasLine = (line: string): boolean => this.#members.ofLine(line) !== undefined

  /** What is over is so for the tabs that had it. Others attach anew. */
  fits({ attach, connection }: LineRequest): boolean {
    return this.#identity.fits(attach) && (!this.#end.isOver || this.members.has(connection))
  }

  isSameAs(other: SharedSession): boolean {
    return !this.#end.isOver && this.#identity.isSameAs(other.#identity)
  }

  /** Opens the line to the server. */
  open(request: LineRequest): void {
    this.#line.open(request)
  }

  /** A tab asks for a line. */
  join(request: LineRequest, tab: string): void {
    const { tell } = this.#options
    const member = this.#members.join(request, tab)
    /** The page of this tab was shown again: its own line to the server has heard that as well. */
    const isTaking = this.#line.isTaking || (member.wasAttached && tab === this.#options.tab.id)
    tell(member, { kind: 'alive', line: request.line, told: 0 })
    if (this.#end.told(member) || this.#members.refuse(member)) return
    if (this.#attaches.answer) this.#attaches.answerTo(member)
    else if (request.attach.take && !isTaking) this.#line.takeBack(request)
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
    this.#credentials.left(member)
    if (this.members.size === 0) this.close(reason)
  }

  close(reason: CloseReason): void {
    this.#options.over(this)
    this.#commands.lost()
    this.#line.close(reason)
  }

  /** The server has said that it is one with another session here, newer: to that its tabs attach now. */
  mergeInto(session: SharedSession): void {
    session.#identity.merge(this.#identity)
    this.close('detached')
    this.#members.callBack()
    for (const member of this.#members.all())
      this.#members.lose(member, toFailure(undefined), this.#options.clock.now())
  }

  #hearLine(message: Extract<TabMessage, { readonly kind: 'ping' | 'command' }>): void {
    const { tell, clock } = this.#options
    const { line, number } = message
    const member = this.#members.ofLine(line)
    if (!member?.line) return
    member.silent = 0
    // Chromium loses what is said on a channel now and then, as while a page opens another: what comes after it must not overtake it.
    if (number !== member.line.heard + (message.kind === 'command' ? 1 : 0))
      return this.#members.lose(member, toFailure(new Error('a command did not arrive')), clock.now())
    member.line.heard = number
    if (message.kind === 'ping') tell(member, { kind: 'alive', line, told: member.line.told })
    else if (member.line.isAttached)
      this.#commands.take(message.command, member, () => {
        if (member.line?.id === line) this.#members.sayTo(member, { kind: 'written', number })
      })
  }

  #stop(): void {
    this.#attaches.lost()
    this.#commands.lost()
  }

  /** The line to the server is gone, and so are those of the tabs. They attach anew, and wait for the next. */
  #lose(cause: Error, since: number): void {
    this.#stop()
    for (const member of this.#members.attached()) this.#members.lose(member, toFailure(cause), since)
  }

  /** The other tabs learn of it as other devices do from the server. */
  #onRead(upTo: number, reader: Member): void {
    const event = { type: 'EventRead', party: this.#attaches.answer?.party, upTo }
    this.#copy.take(event)
    this.#members.toAttached(event, reader)
  }

  #onEvent(event: unknown): void {
    const { type, index, commandId } = placeOf(event)
    if (type === 'EventAttached') return this.#onAttached(event as EventAttached)
    if (type === 'EventError') return this.#onError(event as EventError, commandId)
    const senders = commandId === undefined ? undefined : this.#commands.answered(commandId, index !== undefined)
    if (type === 'EventTranscript' && this.#attaches.isOwn.transcript(event as never)) return
    if (type === 'EventTranscript' && senders) return this.#members.sendTo(senders, event)
    if (type === 'EventSessionTaken') return this.#end.taken(event) // It closes the line.
    this.#copy.take(event)
    this.#members.toAttached(event)
  }

  #onAttached(event: EventAttached): void {
    const { clock, merge } = this.#options
    if (this.#attaches.answer) this.#lose(new Error('the line was attached anew'), clock.now())
    this.#line.answered()
    this.#copy.attached(event, this.#line.position())
    this.#attaches.answered(event)
    this.#identity.attached(event)
    merge(this)
    this.#attaches.answerWaiting()
    this.#members.callBack()
  }

  #onError(event: EventError, commandId: string | undefined): void {
    if (commandId === undefined && event.error?.code === interrupted) return // Each tab says it for itself.
    if (!this.#attaches.answer && this.#line.status !== 'connecting') return this.#members.refuseAll(event)
    if (commandId === undefined) return this.#members.toAttached(event)
    const senders = this.#commands.answered(commandId)
    if (this.#attaches.isOwn.refusal(commandId)) return
    if (senders) this.#members.sendTo(senders, event)
    else this.#members.toAttached(event)
  }

  #onRetry(retry: PlannedRetry): void {
    if (this.#attaches.answer) this.#lose(retry.cause, this.#options.clock.now())
    this.#members.tellRetry({ ...retry, cause: toFailure(retry.cause) })
  }

  #onConnectivity({ current, cause, since }: ConnectivityChange): void {
    if (current === 'closed') void this.#end.closed(cause)
    else if (current === 'reconnecting') this.#lose(cause ?? new Error('the line was lost'), since)
    else if (current === 'connected') this.#onOpen()
  }

  #onOpen(): void {
    const { answer } = this.#attaches
    if (!answer) return
    this.#copy.caughtUp()
    this.#commands.connected(answer.limits?.commandsPerSecond || 1)
    this.#members.tellOpen()
    this.#attaches.answerWaiting()
  }
}
