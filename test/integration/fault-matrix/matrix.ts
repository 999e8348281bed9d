import type { CometdTransportType } from '@chat-transport/cometd'

/** What goes wrong. */
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

/** When. */
export type Moment =
  | 'before the handshake'
  | 'during the handshake'
  | 'its reply lost'
  | 'catching up'
  | 'idle'
  | 'while sending'
  | 'while receiving'
  | 'while re-attaching'
  | 'during leave'
  | 'during detach'

/** What the page must see, and how long the fault lasts. */
export interface Sight {
  /**
   * Every change of the status after the first `connected`, every error, the continuation and the end. `outages`: any
   * number of them, each whole: mended, or interrupted and continued.
   */
  readonly shows: readonly string[] | 'outages'
  /**
   * `answered`: what was under way is done while the fault lasts, or after a fault of a moment. `interrupted`: the page has
   * shown the interruption. `answered or interrupted`: whichever comes first. `retried`: an attempt to start has failed.
   */
  readonly lastsUntil: 'answered' | 'interrupted' | 'answered or interrupted' | 'retried'
}

/** A case that cannot be, and why. */
export interface Impossible {
  readonly cannotBe: string
}

export type Cell = Sight | Impossible | Readonly<Record<CometdTransportType, Sight | Impossible>>

const outage = ['reconnecting', 'error 150', 'interrupted'] as const

/** Nobody notices anything. */
const unnoticed: Sight = { shows: [], lastsUntil: 'answered' }
/** The start takes more than one attempt, and says nothing of 150: there was no line to be interrupted. */
const late: Sight = { shows: [], lastsUntil: 'retried' }
/** The line is lost and replaced before it counts as an interruption. */
const mended: Sight = { shows: ['reconnecting', 'connected'], lastsUntil: 'answered' }
/** The line is down until the interruption is shown, once, with its 150; then the chat goes on. */
const interrupted: Sight = { shows: [...outage, 'connected', 'continued'], lastsUntil: 'interrupted' }
/** The page's next request is the one that is lost: it may have caught up before, and then that was an outage of its own. */
const interruptedAtLast: Sight = { shows: 'outages', lastsUntil: 'interrupted' }
/** Requests that find an open connection go through. Which do is up to the pool of the HTTP client. */
const pooled: Sight = { shows: 'outages', lastsUntil: 'answered or interrupted' }
/** The server has lost the session: 152, and no new session in its place. */
const expired: Sight = { shows: ['reconnecting', 'error 152', 'ended: expired'], lastsUntil: 'answered' }
/** The leave is answered on the line it was sent on. */
const left: Sight = { shows: ['ended: left'], lastsUntil: 'answered' }
/** The leave is answered by the next line's attach. */
const mendedAndLeft: Sight = { shows: ['reconnecting', 'ended: left'], lastsUntil: 'answered' }
/** The server has done the leave while the line was down, and the next line says so. */
const interruptedAndLeft: Sight = { shows: [...outage, 'ended: left'], lastsUntil: 'interrupted' }
/** The server did not get to the leave: it is sent again when the line is back. */
const continuedAndLeft: Sight = {
  shows: [...outage, 'connected', 'continued', 'ended: left'],
  lastsUntil: 'interrupted',
}
/** This page is let go at once, whatever the line does; what the next one finds is the moment's own check. */
const detached: Sight = { shows: ['closed'], lastsUntil: 'answered' }

/** Every fault at every moment. A case that is missing does not compile. */
export const matrix: Readonly<Record<Fault, Readonly<Record<Moment, Cell>>>> = {
  refuse: {
    'before the handshake': late,
    'during the handshake': unnoticed,
    'its reply lost': late,
    'catching up': { websocket: mended, 'long-polling': pooled },
    idle: { websocket: unnoticed, 'long-polling': pooled },
    'while sending': { websocket: unnoticed, 'long-polling': pooled },
    'while receiving': { websocket: unnoticed, 'long-polling': pooled },
    'while re-attaching': { websocket: mended, 'long-polling': pooled },
    'during leave': left,
    'during detach': detached,
  },
  cut: {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': detached,
  },
  reset: {
    'before the handshake': { cannotBe: 'there is no connection yet that could be reset' },
    'during the handshake': late,
    'its reply lost': late,
    'catching up': mended,
    idle: mended,
    'while sending': mended,
    'while receiving': mended,
    'while re-attaching': mended,
    'during leave': mendedAndLeft,
    'during detach': detached,
  },
  'black hole': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': detached,
  },
  delay: {
    'before the handshake': unnoticed,
    'during the handshake': unnoticed,
    'its reply lost': late,
    'catching up': mended,
    idle: unnoticed,
    'while sending': unnoticed,
    'while receiving': unnoticed,
    'while re-attaching': mended,
    'during leave': left,
    'during detach': detached,
  },
  throttle: {
    'before the handshake': unnoticed,
    'during the handshake': unnoticed,
    'its reply lost': late,
    'catching up': mended,
    idle: unnoticed,
    'while sending': unnoticed,
    'while receiving': unnoticed,
    'while re-attaching': mended,
    'during leave': left,
    'during detach': detached,
  },
  'torn reply': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': detached,
  },
  'torn request': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interruptedAtLast,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': detached,
  },
  'replies swallowed': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': interruptedAndLeft,
    'during detach': detached,
  },
  'requests swallowed': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interruptedAtLast,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': left,
    'during detach': detached,
  },
  'server killed, its memory gone': {
    'before the handshake': unnoticed,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': expired,
    idle: expired,
    'while sending': expired,
    'while receiving': expired,
    'while re-attaching': expired,
    'during leave': mendedAndLeft,
    'during detach': detached,
  },
  'server killed, its store kept': {
    'before the handshake': late,
    'during the handshake': late,
    'its reply lost': late,
    'catching up': interrupted,
    idle: interrupted,
    'while sending': interrupted,
    'while receiving': interrupted,
    'while re-attaching': interrupted,
    'during leave': continuedAndLeft,
    'during detach': detached,
  },
}
