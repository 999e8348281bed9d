import {
  type AttachCommand,
  type ChatTransport,
  type Clock,
  type CloseReason,
  type Connectivity,
  type ConnectivityChange,
  type EventAttached,
  type EventError,
  type Logger,
  type TransportConnection,
} from '@chat-transport/core'
import { placeOf } from '../session-copy/place-of.ts'
import { createSessionCopy, type SessionCopy } from '../session-copy/session-copy.ts'
import { toFailure } from '../tab/failures.ts'
import type { LineRequest, TabMessage } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import { createCommandDesk } from './command-desk.ts'
import { createCredentialsDesk } from './credentials-desk.ts'
import { createEarlierReading } from './earlier-reading.ts'
import type { Tell } from './leader.ts'
import { createMembers } from './members.ts'
import type { Member } from './member.ts'
import { realAttach, refusalOf } from './real-attach.ts'

export interface SharedSessionOptions {
  readonly tab: Pick<Tab, 'id'>
  readonly transport: ChatTransport
  readonly clock: Clock
  readonly logger: Logger
  readonly tell: Tell
  readonly copy: SessionCopy | undefined
  newId(): string
  merge(session: SharedSession): void
  over(session: SharedSession): void
}

/** How the session went for a tab that had no line at that moment. */
type Ending =
  | { readonly type: 'refused'; readonly event: EventError }
  | { readonly type: 'taken'; readonly event: unknown }
  | { readonly type: 'ended' }

const interrupted = 150

/** One session at the leader: its line to the server, and the tabs that have it. */
export function createSharedSession(request: LineRequest, options: SharedSessionOptions) {
  const { transport, tell, clock } = options
  const copy = options.copy ?? createSessionCopy()
  const members = createMembers(tell)
  const { attach: first } = request
  const startId = first.type === 'StartSession' ? first.id : undefined
  const secrets = new Set([first.secret])
  let sessionId = first.type === 'RestoreSession' ? first.sessionId : undefined
  let pageId = request.pageId ?? first.pageId
  let connection: TransportConnection | undefined
  let status: Connectivity = 'connecting'
  /** The line to the server is answered. */
  let identity: EventAttached | undefined
  /** Of the outage: the server does not let the browser back in at the moment. */
  let refusal: EventError | undefined
  let ending: Ending | undefined
  let taken: unknown
  /** The attach under way takes the session from another browser. */
  let takes = false
  let position = 0

  const toAttached = (event: unknown, but?: Member) => {
    for (const member of members.attached()) if (member !== but) members.send(member, [event])
  }
  const commands = createCommandDesk({
    clock,
    send: (command) => connection?.send(command),
    members: members.all,
    read(upTo, reader) {
      const event = { type: 'EventRead', party: identity?.party, upTo }
      copy.take(event)
      toAttached(event, reader)
    },
  })
  const credentials = createCredentialsDesk(options.tab.id, tell, members.all)
  const earlier = createEarlierReading({
    copy,
    newId: options.newId,
    send: async (command) => connection?.send(command),
    done: () => members.waiting().forEach(welcome),
  })

  /** Answers an attach as the server would. */
  const welcome = (member: Member) => {
    const { line } = member
    if (!line || !identity) return
    if (copy.lacks(line.attach) && status === 'connected' && earlier.read()) return
    line.isAttached = member.wasAttached = true
    tell(member, { kind: 'events', line: line.id, events: copy.answer(line.attach), pageId })
    if (status === 'connected') tell(member, { kind: 'open', line: line.id })
  }
  /** The line to the server is gone, and so are those of the tabs. They attach anew, and wait for the next. */
  const lose = (cause: Error, since: number) => {
    identity = undefined
    commands.lost()
    earlier.lost()
    for (const member of members.attached()) members.lose(member, toFailure(cause), since)
  }
  const refuse = (member: Member, event: EventError) => {
    if (member.wasAttached) members.refuse(member, event)
  }

  const onAttached = (event: EventAttached) => {
    if (identity) lose(new Error('the line was attached anew'), clock.now())
    takes = false
    refusal = undefined
    copy.attached(event, Math.max(position, copy.head))
    identity = event
    sessionId = event.sessionId
    if (event.secret !== undefined) secrets.add(event.secret)
    options.merge(session)
    // What a tab lacks can be read once the line is open.
    for (const member of members.waiting()) if (member.line && !copy.lacks(member.line.attach)) welcome(member)
  }
  const onError = (event: EventError, commandId: string | undefined) => {
    if (event.error?.code === interrupted && commandId === undefined) return undefined // Each tab says it for itself.
    if (!identity && status !== 'connecting') {
      refusal = event
      return members.waiting().forEach((member) => refuse(member, event))
    }
    if (commandId !== undefined && earlier.refused(commandId)) return undefined
    const senders = commandId === undefined ? undefined : commands.answered(commandId)
    if (!senders) return toAttached(event)
    for (const member of senders) if (member.line?.isAttached) members.send(member, [event])
  }
  const onEvent = (event: unknown) => {
    const { type, index, commandId } = placeOf(event)
    if (type === 'EventAttached') return onAttached(event as EventAttached)
    if (type === 'EventError') return onError(event as EventError, commandId)
    if (type === 'EventTranscript' && commandId !== undefined && earlier.answered(event as never)) return undefined
    const senders = commandId === undefined ? undefined : commands.answered(commandId)
    if (type === 'EventTranscript' && senders) {
      for (const member of senders) if (member.line?.isAttached) members.send(member, [event])
      return undefined
    }
    copy.take(event)
    if (type === 'EventSessionTaken') {
      taken = event
      for (const member of members.waiting()) members.send(member, [event])
    }
    return toAttached(event)
  }
  /** Tells all how it ended; those without a line when they ask for one. */
  const onClosed = (cause: Error | undefined) => {
    commands.lost()
    const event = refusalOf(cause)
    if (event) ending = { type: 'refused', event }
    else if (taken !== undefined) ending = { type: 'taken', event: taken }
    else if (!cause) ending = { type: 'ended' }
    for (const member of members.waiting()) tellEnding(member)
    if (!ending || event) lose(cause ?? new Error('the line was closed'), clock.now())
    for (const member of members.all()) if (member.line || !ending) members.remove(member)
    if (members.byConnection.size === 0) options.over(session)
  }
  const tellEnding = (member: Member) => {
    const { line } = member
    if (!line) return
    if (ending?.type === 'refused') members.refuse(member, ending.event)
    else if (ending?.type === 'taken') members.send(member, [ending.event])
    else if (ending) tell(member, { kind: 'events', line: line.id, events: copy.answer(line.attach), pageId })
    else members.lose(member, { message: 'the line was closed' }, clock.now())
    members.remove(member)
  }
  const onConnectivity = ({ current, cause, since }: ConnectivityChange) => {
    status = current
    if (current === 'closed') return onClosed(cause)
    if (current === 'reconnecting') return lose(cause ?? new Error('the line was lost'), since)
    if (current !== 'connected' || !identity) return undefined
    copy.caughtUp()
    commands.connected(identity.limits?.commandsPerSecond || 1)
    for (const { line, ...member } of members.attached()) tell({ line, ...member }, { kind: 'open', line: line.id })
    return members.waiting().forEach(welcome)
  }

  const open = ({ attach, pageId: known, signsIn }: LineRequest) => {
    pageId = known ?? pageId
    status = 'connecting'
    takes = attach.take
    const opening = realAttach(attach, { copy: options.copy, pageId, transport })
    position = 'after' in opening ? opening.after : 0
    let isCurrent = true
    const opened = transport.connect(opening, {
      get position() {
        return Math.max(position, copy.head)
      },
      logger: options.logger,
      ...(signsIn && { credentials: credentials.ask }),
      onEvent: (event) => isCurrent && onEvent(event),
      onConnectivity: (change) => isCurrent && onConnectivity(change),
      onRetry(retry) {
        if (!isCurrent) return
        if (identity) lose(retry.cause, clock.now())
        const told = { ...retry, cause: toFailure(retry.cause) }
        for (const member of members.all()) tell(member, { kind: 'retry', connection: member.connection, retry: told })
      },
    })
    connection = {
      send: opened.send,
      close(reason) {
        isCurrent = false
        opened.close(reason)
      },
    }
  }

  const session = {
    members: members.byConnection,
    open,
    /** What is over is so for the tabs that had it. Others attach anew. */
    fits: ({ attach, connection: id }: LineRequest) =>
      secrets.has(attach.secret) &&
      (attach.type === 'StartSession' ? attach.id === startId : attach.sessionId === sessionId) &&
      (ending === undefined || members.byConnection.has(id)),
    isSameAs: (other: SharedSession): boolean =>
      sessionId !== undefined && ending === undefined && other.sessionId === sessionId,
    get sessionId() {
      return sessionId
    },
    join(lineRequest: LineRequest, tab: string) {
      const { attach } = lineRequest
      const member = members.join(lineRequest, tab, clock.monotonic())
      tell(member, { kind: 'alive', line: lineRequest.line })
      if (ending) {
        tellEnding(member)
        if (members.byConnection.size === 0) options.over(session)
      } else if (identity) welcome(member)
      // What the visitor did in this tab takes the session back from another browser (S6).
      else if (connection && attach.take && !takes) {
        connection.close('detached')
        open({ ...lineRequest, pageId })
      } else if (refusal) refuse(member, refusal)
    },
    hear(message: TabMessage) {
      if (message.kind === 'credentials') return credentials.given(message)
      if (message.kind === 'closed') {
        const closed = members.byConnection.get(message.connection)
        return closed && session.leave(closed, message.reason)
      }
      if (message.kind !== 'ping' && message.kind !== 'command') return undefined
      const member = members.ofLine(message.line)
      if (!member?.line) return undefined
      member.heardAt = clock.monotonic()
      if (message.kind === 'ping') return tell(member, { kind: 'alive', line: message.line })
      if (!member.line.isAttached) return undefined
      const { line, number } = message
      return commands.take(message.command, member, () => tell(member, { kind: 'written', line, number }))
    },
    leave(member: Member, reason: CloseReason) {
      members.remove(member)
      commands.left(member)
      if (members.byConnection.size === 0) session.close(reason)
    },
    close(reason: CloseReason) {
      options.over(session)
      commands.lost()
      connection?.close(reason)
    },
  }
  return session
}
export interface SharedSession {
  readonly members: ReadonlyMap<string, Member>
  readonly sessionId: string | undefined
  open(request: LineRequest): void
  fits(request: LineRequest): boolean
  isSameAs(other: SharedSession): boolean
  join(request: LineRequest, tab: string): void
  hear(message: TabMessage): void
  leave(member: Member, reason: CloseReason): void
  close(reason: CloseReason): void
}
