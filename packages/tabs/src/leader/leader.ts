import { randomName } from '../tab/random-name.ts'
import type { ChatTransport, Clock, Logger } from '@chat-transport/core'
import type { FromLeader, LineRequest, TabMessage } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import type { Member, OwnConnection } from './member.ts'
import { SharedSession } from './shared-session.ts'

/** How often the leader looks for tabs that say nothing. A hidden one speaks once a minute. */
const lookMs = 60_000
/** So often it finds a tab silent before it forgets it. After a sleep all are, once, and a hidden one may have missed a turn. */
const mostSilent = 5

export interface LeaderOptions {
  readonly tab: Pick<Tab, 'id' | 'post' | 'listen' | 'isStillLeading'>
  /** The one that holds the line to the server. */
  readonly transport: ChatTransport
  readonly clock: Clock
  readonly logger: Logger
  /** The page that the browser is for the server, should it not be one yet that which is given. */
  browserPage(given: string): string
  /** This tab's own connection, if it has the session that the request is for. */
  ownConnection(request: LineRequest): OwnConnection | undefined
}

/** Leads: holds one line to the server for each session, and is the line of every tab (S1). Returns what ends that. */
export function lead(options: LeaderOptions): () => void {
  const { tab, clock } = options
  const sessions = new Set<SharedSession>()
  const context = {
    ...options,
    tell: (member: Pick<Member, 'tab'>, message: FromLeader) => tab.post(message, member.tab),
    newId: () => randomName(clock),
    /** The server has said that both are one. */
    merge(session: SharedSession) {
      for (const other of sessions) if (other !== session && other.isSameAs(session)) other.mergeInto(session)
    },
    over(session: SharedSession) {
      sessions.delete(session)
      if (sessions.size === 0) stopLooking()
    },
  }

  let cancelLook: (() => void) | undefined
  const lookLater = () => void (cancelLook = clock.after(lookMs, forgetSilent))
  const stopLooking = () => {
    cancelLook?.()
    cancelLook = undefined
  }
  const join = (request: LineRequest, from: string) => {
    for (const session of sessions) if (session.fits(request)) return session.join(request, from)
    if (!cancelLook) lookLater()
    const session = new SharedSession(request, { ...context, own: options.ownConnection(request) })
    sessions.add(session)
    session.join(request, from)
    session.open(request)
  }
  /** A tab that has crashed says nothing of it, and a session that no other has needs no line any more. */
  const forgetSilent = () => {
    lookLater()
    for (const session of [...sessions])
      for (const member of [...session.members.values()])
        if (member.tab !== tab.id && ++member.silent >= mostSilent) session.leave(member, 'detached')
  }
  const hear = (message: TabMessage, from: string) => {
    if (message.kind === 'attach') return join(message, from)
    for (const session of [...sessions]) session.hear(message)
    if (message.kind === 'ping' && ![...sessions].some((session) => session.hasLine(message.line)))
      tab.post({ kind: 'lost', line: message.line, cause: { message: 'no such line' }, since: clock.now() }, from)
  }
  const stopListening = tab.listen(hear)

  return () => {
    stopListening()
    stopLooking()
    for (const session of [...sessions]) session.close('detached')
  }
}
