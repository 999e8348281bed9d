import { randomName } from '../tab/random-name.ts'
import type { ChatTransport, Clock, Logger } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'
import type { FromLeader, LineRequest, TabMessage } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import type { Member } from './member.ts'
import { SharedSession } from './shared-session.ts'

/** How long a tab may be silent before the leader forgets it. A hidden one speaks once a minute. */
const forgottenMs = 150_000

export interface LeaderOptions {
  readonly tab: Pick<Tab, 'id' | 'post' | 'listen'>
  /** The one that holds the line to the server. */
  readonly transport: ChatTransport
  readonly clock: Clock
  readonly logger: Logger
  /** The page that the browser is for the server, should it not be one yet that which is given. */
  browserPage(given: string): string
  /** What this tab itself knows of the session that the request is for. */
  ownCopy(request: LineRequest): SessionCopy | undefined
}

/** Leads: holds one line to the server for each session, and is the line of every tab (S1). Returns what ends that. */
export function lead(options: LeaderOptions): () => void {
  const { tab, clock } = options
  const sessions = new Set<SharedSession>()
  const context = {
    ...options,
    tell: (member: Member, message: FromLeader) => tab.post(message, member.tab),
    newId: () => randomName(clock),
    /** The server has said that both are one. */
    merge(session: SharedSession) {
      for (const other of sessions) if (other !== session && other.isSameAs(session)) other.close('detached')
    },
    over: (session: SharedSession) => void sessions.delete(session),
  }

  const attach = (request: LineRequest, from: string) => {
    join(request, from)
    forgetSilent() // After it: the tab that asks has been silent until now, perhaps because the machine slept.
  }
  const join = (request: LineRequest, from: string) => {
    for (const session of sessions) if (session.fits(request)) return session.join(request, from)
    const session = new SharedSession(request, { ...context, copy: options.ownCopy(request) })
    sessions.add(session)
    session.join(request, from)
    session.open(request)
  }
  const forgetSilent = () => {
    const since = clock.monotonic() - forgottenMs
    for (const session of sessions)
      for (const member of session.members.values())
        if (member.heardAt < since && member.tab !== tab.id) session.leave(member, 'detached')
  }
  const hear = (message: TabMessage, from: string) => {
    if (message.kind === 'attach') return attach(message, from)
    for (const session of [...sessions]) session.hear(message)
    if (message.kind === 'ping' && ![...sessions].some((session) => session.hasLine(message.line)))
      tab.post({ kind: 'lost', line: message.line, cause: { message: 'no such line' }, since: clock.now() }, from)
  }
  const stopListening = tab.listen(hear)

  return () => {
    stopListening()
    for (const session of [...sessions]) session.close('detached')
  }
}
