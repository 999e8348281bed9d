import type { AttachCommand, ChatCommand } from '@chat-transport/core'

/** A session that exists at the far side, and its secret. */
export interface FarSession {
  readonly sessionId: string
  readonly secret: string
}

/**
 * How to answer one attach.
 *
 * - `answer`: accepted. `before` are events to send on the line before the answer (or right after it, if the wire cannot do that).
 *   `fields` are set in the answer.
 * - `refuse`: not carried out. Answered with an `EventError` that has these fields, and the attach's id as `commandId`.
 * - `lose`: carried out. Then the line is cut before the answer is sent.
 * - `hold`: kept waiting on an open line until the case plans attaches again. Then carried out.
 */
export type AttachPlan =
  | {
      readonly type: 'answer'
      readonly before?: readonly unknown[]
      readonly fields?: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'refuse'; readonly event: ErrorFields }
  | { readonly type: 'lose' }
  | { readonly type: 'hold' }

/**
 * How to answer one command.
 *
 * - `refuse`: not carried out; answered with an `EventError` that has these fields, and the command's id as `commandId`.
 * - `lose`: carried out, then the line is cut before its event is sent.
 * - `ignore`: not carried out and never answered.
 */
export type CommandPlan =
  { readonly type: 'refuse'; readonly event: ErrorFields } | { readonly type: 'lose' } | { readonly type: 'ignore' }

/**
 * How the wire treats one request that carries commands.
 *
 * - `pass`: as usual.
 * - `hold`: kept until the case plans requests again. Requests behind it pass.
 * - `fail`: not passed on; answered with an error (HTTP 503).
 */
export type RequestPlan = 'pass' | 'hold' | 'fail'

/** An `EventError` without `type` and `commandId`. */
export interface ErrorFields {
  readonly error: { readonly code: number; readonly description: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

/** One transcript event to withhold from the open line and the lines after it, from `lines` lines in all. */
export interface Skip {
  readonly sessionId: string
  readonly index: number
  readonly lines: number
}

/** How much of what was planned has happened since the last reset. */
export interface FarSideEffects {
  /** Attaches treated as `planAttaches` says. */
  readonly attachPlans: number
  /** Commands treated as `planCommands` says. */
  readonly commandPlans: number
  /** Calls of `skip` whose event has been withheld at least once. */
  readonly skips: number
}

/**
 * The kit's control of the far side: the chat server and the wire that leads to it. Every verb has JSON arguments and a JSON
 * result, and resolves when it has had its effect, so the far side can be in the same process or behind HTTP (`remoteFarSide`).
 * The verbs that disturb something resolve with how much they have reached, because a case that has disturbed nothing has tested
 * nothing. `createFarSide` builds all of it from a chat back end and four verbs of the wire.
 */
export interface FarSide {
  /** Starts afresh: no session, no line, no records, no faults. Called before and after each case. */
  reset(): Promise<void>

  /** Makes a session as if another page had started it and detached. */
  newSession(): Promise<FarSession>
  /** Another party says something. Resolves with the index of the message, which is the new head. */
  say(sessionId: string, text: string): Promise<number>
  /**
   * Sends these events on the session's line unchanged, in one frame if the wire can. They are not in the transcript. Resolves
   * with the number of lines on which they were sent.
   */
  send(sessionId: string, events: readonly unknown[]): Promise<number>
  /** Ends the session: `EventSessionEnded` is the last event of the transcript. */
  end(sessionId: string): Promise<void>
  /** Forgets the session; its line is closed. */
  expire(sessionId: string): Promise<void>

  /**
   * Plans the answers to the next attaches, one plan for each. Later attaches are answered as usual. Replaces earlier plans and
   * releases the attaches that they hold.
   */
  planAttaches(plans: readonly AttachPlan[]): Promise<void>
  /** The same for commands. */
  planCommands(plans: readonly CommandPlan[]): Promise<void>
  /** Withholds one transcript event from now on. */
  skip(what: Skip): Promise<void>

  /** Cuts every line. New lines can be opened. Resolves with the number of connections (or lines without one) that it cut. */
  cut(): Promise<number>
  /**
   * Closes every line from the far end, as a server does that shuts down: a WebSocket with the closing handshake, a response at its
   * end. New lines can be opened. Resolves with the number of lines closed.
   */
  closeCleanly(): Promise<number>
  /**
   * `true`: no line can be opened. `false`: lines can be opened again. Resolves with the number of connections refused since its
   * last call.
   */
  refuseLines(refused: boolean): Promise<number>
  /**
   * `true`: the lines open now become half-open: nothing passes in either direction, and neither end notices. New lines can be
   * opened. `false`: what was held back arrives, if the line still exists. Resolves with the number of connections that it has
   * silenced, or released. If a line is a series of requests, it first waits until one is there to be silenced.
   */
  silence(silent: boolean): Promise<number>
  /**
   * Sends `text` on every open line as one frame, below the transport's encoding. Resolves with the number of connections on which
   * it was sent. If a line is a series of requests, it first waits until one is there to be answered.
   */
  sendGarbage(text: string): Promise<number>
  /**
   * Plans how the next requests that carry commands are treated, one plan for each. Later requests pass. Replaces earlier plans and
   * releases the requests that they hold. Resolves with how many of the earlier plans were used, or with `null` if lines are
   * connections, so that there are no such requests.
   */
  planRequests(plans: readonly RequestPlan[]): Promise<number | null>

  /**
   * Resolves with how many heartbeats the far side has sent since its last call, or with `null` if it does not count them. The kit
   * asks only on an idle line, so a count of frames or bytes does as well.
   */
  heartbeats(): Promise<number | null>

  /** How much of what was planned has happened. */
  effects(): Promise<FarSideEffects>

  /** Every attach received on any line, in order. */
  attaches(): Promise<readonly AttachCommand[]>
  /** Every command received on an attached line, in order. */
  commands(sessionId: string): Promise<readonly ChatCommand[]>
  /** The number of sessions made, including those of `newSession`. */
  sessions(): Promise<number>
  /** The number of those that are confirmed: the far side knows that the page has the answer, and agents see the session. */
  confirmed(): Promise<number>
  /** The number of open lines. A wire without connections counts the lines whose end it has not noticed. */
  lines(): Promise<number>
}

/** All the verbs, for a far side in another process. */
export const farSideVerbs = Object.freeze([
  'reset',
  'newSession',
  'say',
  'send',
  'end',
  'expire',
  'planAttaches',
  'planCommands',
  'skip',
  'cut',
  'closeCleanly',
  'refuseLines',
  'silence',
  'sendGarbage',
  'effects',
  'planRequests',
  'heartbeats',
  'attaches',
  'commands',
  'sessions',
  'confirmed',
  'lines',
] as const satisfies readonly (keyof FarSide)[])
/** What a far side can be told to do, by name. */
export type FarSideVerb = (typeof farSideVerbs)[number]

/** Carries one verb to where the far side is, and its result back. */
export type CarryVerb = (verb: FarSideVerb, args: readonly unknown[]) => Promise<unknown>

/**
 * A far side in another process, for example for a run in a browser page. `carry` posts `{ verb, args }` as JSON to a process
 * that calls `farSide[verb](...args)` and answers with the result as JSON.
 */
export function remoteFarSide(carry: CarryVerb): FarSide {
  const verbs = farSideVerbs.map((verb) => [verb, (...args: unknown[]) => carry(verb, args)])
  return Object.fromEntries(verbs) as FarSide
}
