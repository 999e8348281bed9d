import type { CometdTransportType } from '@chat-transport/cometd'

/** A kind of fault. */
export type Fault =
  | 'refuse'
  | 'cut'
  | 'reset'
  | 'black hole'
  | 'delay'
  | 'throttle'
  | 'torn reply'
  | 'torn request'
  | 'replies swallowed'
  | 'requests swallowed'
  | 'server killed, its memory gone'
  | 'server killed, its store kept'

/** The moment at which a fault begins. */
export type Moment =
  | 'before the handshake'
  | 'during the handshake'
  | 'its reply lost'
  | 'catching up'
  | 'while re-attaching'
  | 'when a log-in expires'
  | MomentUnderWay
  | 'during leave'
  | 'during detach'
  | 'during sign-out'

/** The moments at which something is under way on an open line. What the line comes to does not depend on what that is. */
type MomentUnderWay =
  | 'idle'
  | 'while sending'
  | 'while receiving'
  | 'while changing messages'
  | 'while streaming'
  | 'while uploading'
  | 'while signing in'
  | 'while loading earlier'

/** What the page must show, and how long the fault lasts. */
export interface Expectation {
  /**
   * Every change of the status after the first `connected`, every error, the continuation and the end. `outages`: any number of
   * complete outages, each either short, or interrupted and continued. `outages, left`: one at most, and the end after it or within it.
   */
  readonly shows: readonly string[] | 'outages' | 'outages, left'
  /**
   * `answered`: until everything in progress is answered. `interrupted`: until the page has shown the interruption. `answered or
   * interrupted`: until one of the two. `retried`: until an attempt to start has failed.
   */
  readonly lastsUntil: 'answered' | 'interrupted' | 'answered or interrupted' | 'retried'
}

/** A case that is impossible, and why. */
export interface Impossible {
  readonly cannotBe: string
}

export type Cell = Expectation | Impossible | Readonly<Record<CometdTransportType, Expectation | Impossible>>

const outage = ['reconnecting', 'error 150', 'interrupted'] as const

/** The page notices nothing. */
const unnoticed: Expectation = { shows: [], lastsUntil: 'answered' }
/** The start takes more than one attempt, without error 150: there was no line that could be interrupted. */
const late: Expectation = { shows: [], lastsUntil: 'retried' }
/** The line is lost and replaced before it counts as an interruption. */
const mended: Expectation = { shows: ['reconnecting', 'connected'], lastsUntil: 'answered' }
/** The line is down until the interruption is shown, once, with its error 150. Then the chat continues. */
const interrupted: Expectation = { shows: [...outage, 'connected', 'continued'], lastsUntil: 'interrupted' }
/** The page's next request is lost. If the page had caught up before, that was a separate outage. */
const interruptedAtLast: Expectation = { shows: 'outages', lastsUntil: 'interrupted' }
/** Requests on an open connection go through. Which ones depends on the connection pool of the HTTP client. */
const pooled: Expectation = { shows: 'outages', lastsUntil: 'answered or interrupted' }
/** The server has lost the session: error 152, and no new session instead. */
const expired: Expectation = { shows: ['reconnecting', 'error 152', 'ended: expired'], lastsUntil: 'answered' }
/** The leave is answered on the line it was sent on. */
const left: Expectation = { shows: ['ended: left'], lastsUntil: 'answered' }
/** The leave is answered by the poll that is held, if there is one just then; what the page sends next is lost. */
const leftByPoll: Expectation = { shows: 'outages, left', lastsUntil: 'answered or interrupted' }
/** The leave is answered by the next line's attach. */
const mendedAndLeft: Expectation = { shows: ['reconnecting', 'ended: left'], lastsUntil: 'answered' }
/** The server has carried out the leave while the line was down, and says so on the next line. */
const interruptedAndLeft: Expectation = { shows: [...outage, 'ended: left'], lastsUntil: 'interrupted' }
/** The server did not receive the leave: it is sent again when the line is back. */
const continuedAndLeft: Expectation = {
  shows: [...outage, 'connected', 'continued', 'ended: left'],
  lastsUntil: 'interrupted',
}
/** This page is closed at once, whatever the line does. The check of the outcome looks at the next page. */
const closed: Expectation = { shows: ['closed'], lastsUntil: 'answered' }

/** The same, whatever is under way. */
const underWay = (cell: Cell): Readonly<Record<MomentUnderWay, Cell>> => ({
  idle: cell,
  'while sending': cell,
  'while receiving': cell,
  'while changing messages': cell,
  'while streaming': cell,
  'while uploading': cell,
  'while signing in': cell,
  'while loading earlier': cell,
})

/** Every fault at every moment. A case that is missing does not compile. */
export const matrix: Readonly<Record<Fault, Readonly<Record<Moment, Cell>>>> = {
  refuse: {
    'before the handshake': late,
    'during the handshake': unnoticed,
    'its reply lost': late,
    'catching up': { websocket: mended, 'long-polling': pooled },
    ...underWay({ websocket: unnoticed, 'long-polling': pooled }),
    'while re-attaching': { websocket: mended, 'long-polling': pooled },
    'when a log-in expires': { websocket: interruptedAtLast, 'long-polling': pooled },
    'during leave': { websocket: left, 'long-polling': leftByPoll },
    'during detach': closed,
    'during sign-out': closed,
  },
  cut: {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  reset: {
    'before the handshake': { cannotBe: 'there is no connection yet that could be reset' },
    'during the handshake': late,
    'its reply lost': late,
    'catching up': mended,
    ...underWay(mended),
    'while re-attaching': mended,
    'when a log-in expires': mended,
    'during leave': mendedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  'black hole': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  delay: {
    'before the handshake': unnoticed,
    'during the handshake': unnoticed,
    'its reply lost': late,
    'catching up': mended,
    ...underWay(unnoticed),
    'while re-attaching': mended,
    'when a log-in expires': mended,
    'during leave': left,
    'during detach': closed,
    'during sign-out': closed,
  },
  throttle: {
    'before the handshake': unnoticed,
    'during the handshake': unnoticed,
    'its reply lost': late,
    'catching up': mended,
    ...underWay(unnoticed),
    'while re-attaching': mended,
    'when a log-in expires': mended,
    'during leave': left,
    'during detach': closed,
    'during sign-out': closed,
  },
  'torn reply': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  'torn request': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interruptedAtLast,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interruptedAtLast,
    'during leave': interruptedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  'replies swallowed': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  'requests swallowed': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interruptedAtLast,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interruptedAtLast,
    'during leave': { websocket: left, 'long-polling': leftByPoll },
    'during detach': closed,
    'during sign-out': closed,
  },
  'server killed, its memory gone': {
    'before the handshake': unnoticed,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': expired,
    ...underWay(expired),
    'while re-attaching': expired,
    'when a log-in expires': expired,
    'during leave': mendedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
  'server killed, its store kept': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    ...underWay(interrupted),
    'while re-attaching': interrupted,
    'when a log-in expires': interrupted,
    'during leave': continuedAndLeft,
    'during detach': closed,
    'during sign-out': closed,
  },
}
