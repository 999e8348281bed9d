import { randomId, randomToken } from '../platform/random-token.ts'
import type { StartSession } from '../protocol/protocol.ts'
import type { Saved } from '../storage/saved-session.ts'
import type { HeldSession, SavedStart } from '../storage/stored.ts'
import type { SessionOpening } from './session-parts.ts'

/** How many events of the transcript the page asks for, if not for all. */
export interface Last {
  readonly last?: number | undefined
}

/**
 * The page of an attach that takes the session. Its id is new each time: the server lets a pair of attach and page take only once
 * (P19), so with the same id a start that is repeated could not take back what a late attach of another page has taken. It is
 * never saved: a duplicated tab would copy it, and be the same page.
 */
const takingPage = () => ({ pageId: randomId(), take: true })

/**
 * How to come back to a stored session, with what its pages have queued. What has ended comes as a whole: its line ends with it, so
 * that nothing could be loaded.
 */
export async function restoring(saved: Saved, stored: HeldSession, { last }: Last = {}): Promise<SessionOpening> {
  const { sessionId, secret, position: seen, startId } = stored
  const outboxes = await saved.loadOutboxes(sessionId, ...(startId === undefined ? [] : [startId]))
  return {
    attach: {
      type: 'RestoreSession',
      id: randomId(),
      sessionId,
      secret,
      ...takingPage(),
      after: 0,
      ...(stored.state === 'open' && last !== undefined && { last }),
    },
    seen,
    startId,
    outboxes,
    comesBack: true,
  }
}

/** A start that no page has begun yet. */
const newStart = (id: string): SavedStart => ({ state: 'starting', id, secret: randomToken(32) })

/** Which start it is: that of an earlier page that has no answer yet, or a new one, with this id. */
export interface Start {
  readonly unanswered: SavedStart | undefined
  readonly newId?: string
}

/**
 * How to start a session: by an unanswered start of an earlier page if there is one, so that the server makes only one session.
 * `undefined` when another page has begun in the same instant: then what it has stored is to be opened.
 */
export async function starting(
  saved: Saved,
  fields: Partial<StartSession>,
  { unanswered, newId = randomId() }: Start,
): Promise<SessionOpening | undefined> {
  const start = unanswered ?? newStart(newId)
  if (!(await saved.saveStart(start))) return undefined
  const { id, secret } = start
  const outboxes = await saved.loadOutboxes(id)
  return {
    attach: { ...fields, type: 'StartSession', id, secret, ...takingPage() },
    seen: 0,
    outboxes,
    comesBack: !!unanswered,
  }
}
