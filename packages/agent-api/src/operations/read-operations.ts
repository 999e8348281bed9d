import type { BackendSession } from '@chat-transport/backend'
import * as v from 'valibot'
import { incorrect } from '../http/problem.ts'
import { pageOfSessions, placeOf } from '../sessions/session-pages.ts'
import { sessionView } from '../sessions/session-view.ts'
import { operation, type OperationHost } from './operation.ts'
import * as schemas from './schemas.ts'

const inSession = { sessionId: schemas.sessionId }

export const readOperations = [
  operation({
    id: 'listSessions',
    method: 'GET',
    route: '/sessions',
    summary: 'The sessions that this server has shown and still knows, oldest first, a page at a time.',
    scope: 'read',
    query: {
      after: v.exactOptional(v.pipe(v.string(), v.maxLength(200), v.description('`next` of the page before'))),
      limit: v.optional(schemas.limit(500), 100),
      status: v.exactOptional(v.picklist(['open', 'ended'])),
    },
    answer: v.strictObject({ sessions: v.array(schemas.session), next: v.exactOptional(v.string()) }),
    async run({ host, query: { after, limit, status } }) {
      const place = after === undefined ? undefined : placeOf(after)
      if (after !== undefined && !place) throw incorrect('query.after is not the `next` of a page.')
      const sessions = host.watch.list().filter((session) => status === undefined || session.status === status)
      const { page, next } = pageOfSessions(sessions, { after: place, limit })
      return { sessions: page.map(sessionView), ...(next !== undefined && { next }) }
    },
  }),
  operation({
    id: 'getSession',
    method: 'GET',
    route: '/sessions/{sessionId}',
    summary:
      'One session: its visitor, participants, user data, whether a page is connected, and the index of its newest event.',
    scope: 'read',
    path: inSession,
    answer: schemas.session,
    run: async ({ session }) => sessionView(await session()),
  }),
  operation({
    id: 'listEvents',
    method: 'GET',
    route: '/sessions/{sessionId}/events',
    summary: 'The events of a session after an index. With `wait` it waits so many seconds for the first one.',
    scope: 'read',
    path: inSession,
    waits: true,
    query: {
      after: v.optional(schemas.cursor, 0),
      limit: v.optional(schemas.limit(500), 100),
      wait: v.optional(schemas.waitSeconds, 0),
    },
    answer: v.strictObject({ events: v.array(schemas.event), head: schemas.cursor }),
    async run({ host, session, query: { after, limit, wait }, signal }) {
      const known = await session()
      await eventAfter({ host, session: known, after, waitMs: wait * 1_000, signal })
      // The oldest may be forgotten: reading goes on at the first that is kept.
      return { events: await known.transcript(after, limit), head: known.head }
    },
  }),
  operation({
    id: 'readFeed',
    method: 'POST',
    route: '/feed',
    summary:
      'What has happened in all sessions of this server since the last answer: send its `sessions` back. Without anything new it waits, 25 s by default. ' +
      'With `Accept: text/event-stream` the items come as Server-Sent Events; a GET that asks for a WebSocket opens the feed there.',
    scope: 'read',
    waits: true,
    body: v.optional(schemas.position, {}),
    answer: v.strictObject({ items: v.array(schemas.feedItem), sessions: schemas.cursors }),
    run: ({ host, body: { sessions = {}, from = 'start', wait = 25 }, signal }) =>
      host.poll({ sessions, from }, wait * 1_000, signal),
  }),
  operation({
    id: 'createTicket',
    method: 'POST',
    route: '/ticket',
    summary:
      'A ticket for the address of a WebSocket, `/feed?ticket=…`, since browsers send no header with one. It is good once, and soon.',
    scope: 'read',
    answer: v.strictObject({ ticket: v.string(), expiresInMs: v.number() }),
    run: async ({ host, caller }) => host.tickets.issue(caller),
  }),
]

interface AwaitedEvent {
  readonly host: OperationHost
  readonly session: BackendSession
  readonly after: number
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** Resolves when there is an event after the index, the session can have none any more, or the time is over. */
async function eventAfter({ host, session, after, waitMs, signal }: AwaitedEvent): Promise<void> {
  const mayWait = () => session.head <= after && session.status === 'open'
  if (waitMs === 0 || signal.aborted || !mayWait()) return
  await new Promise<void>((resolve) => {
    const finish = () => {
      stopTimer()
      stopListening()
      resolve()
    }
    const stopTimer = host.clock.after(waitMs, finish)
    const stopListening = host.watch.listen((changed) => {
      if (changed === session && !mayWait()) finish()
    })
    signal.addEventListener('abort', finish, { once: true })
  })
}
