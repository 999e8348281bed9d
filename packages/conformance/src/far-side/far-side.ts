import type { AttachCommand, ChatCommand } from '@chat-transport/core'

/** A session that exists at the far side, and its secret. */
export interface FarSession {
  readonly sessionId: string
  readonly secret: string
}

/**
 * How to answer one attach.
 *
 * - `answer`: accepted; `before` are events that come on the line ahead of the answer (a wire that cannot do that sends them
 *   right after it), `fields` are set in the answer.
 * - `refuse`: not carried out; answered with an `EventError` that has these fields, and the attach's id as `commandId`.
 * - `lose`: carried out, then the line is cut before the answer.
 * - `hold`: kept waiting, on an open line, until plans are made anew; then carried out.
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

/** An `EventError` without `type` and `commandId`. */
export interface ErrorFields {
  readonly error: { readonly code: number; readonly description: string; readonly [field: string]: unknown }
  readonly [field: string]: unknown
}

/** One transcript event that is kept back from the line that is open now and those after it, `lines` in all. */
export interface Skip {
  readonly sessionId: string
  readonly index: number
  readonly lines: number
}

/**
 * The kit's control of the far side: the chat server and the wire that leads to it. Every verb has JSON arguments and a JSON
 * result, and resolves when it has had its effect, so the far side can be in the same process or behind HTTP (`remoteFarSide`).
 * `createFarSide` builds all of it from a chat back end and four verbs of the wire.
 */
export interface FarSide {
  /** A clean slate: no session, no line, nothing counted, every fault healed. Called before and after each case. */
  reset(): Promise<void>

  /** Makes a session as if another page had started it and gone. */
  newSession(): Promise<FarSession>
  /** Another party says something. Gives the index of the message, which is the head now. */
  say(sessionId: string, text: string): Promise<number>
  /** Puts these on the session's line as they are, in one frame if the wire can; the transcript knows nothing of them. */
  send(sessionId: string, events: readonly unknown[]): Promise<void>
  /** Ends the session: the transcript's last event. */
  end(sessionId: string): Promise<void>
  /** Forgets the session; its line is closed. */
  expire(sessionId: string): Promise<void>

  /**
   * Plans for the attaches to come, one each; after them attaches are answered as usual. Replaces earlier plans and ends their
   * holds.
   */
  planAttaches(plans: readonly AttachPlan[]): Promise<void>
  /** The same for commands. */
  planCommands(plans: readonly CommandPlan[]): Promise<void>
  /** Keeps one transcript event back, from now on. */
  skip(what: Skip): Promise<void>

  /** Cuts every line. New ones may be opened. */
  cut(): Promise<void>
  /** `true`: no line can be opened. `false`: they can again. */
  refuseLines(refused: boolean): Promise<void>
  /**
   * `true`: the lines open now become half-open; nothing passes either way and neither end is told. New ones may be opened.
   * `false`: what they held back arrives, where they still exist.
   */
  silence(silent: boolean): Promise<void>
  /** Puts `text` on every open line as one frame, below the transport's own encoding. */
  sendGarbage(text: string): Promise<void>

  /** Every attach received, on whatever line, in order. */
  attaches(): Promise<readonly AttachCommand[]>
  /** Every command that arrived on a line in force, in order. */
  commands(sessionId: string): Promise<readonly ChatCommand[]>
  /** How many sessions were made, `newSession` included. */
  sessions(): Promise<number>
  /** How many lines are open. A wire without connections counts those it has not heard the end of. */
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
  'refuseLines',
  'silence',
  'sendGarbage',
  'attaches',
  'commands',
  'sessions',
  'lines',
] as const satisfies readonly (keyof FarSide)[])
export type FarSideVerb = (typeof farSideVerbs)[number]

/** Carries one verb to where the far side is, and its result back. */
export type CarryVerb = (verb: FarSideVerb, args: readonly unknown[]) => Promise<unknown>

/**
 * A far side that is somewhere else: for a run in a browser page, say. `carry` posts `{ verb, args }` as JSON to a process
 * that calls `farSide[verb](...args)` and answers with the result as JSON.
 */
export function remoteFarSide(carry: CarryVerb): FarSide {
  const verbs = farSideVerbs.map((verb) => [verb, (...args: unknown[]) => carry(verb, args)])
  return Object.fromEntries(verbs) as FarSide
}
