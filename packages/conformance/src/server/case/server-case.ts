import type { BayeuxLine } from '../line/bayeux-line.ts'
import type { CookieJar } from '../line/cookie-jar.ts'
import type { JsonObject, ServerLine } from '../line/server-line.ts'
import type { CheckedControl } from '../control/checked-control.ts'
import type { ControlVerb } from '../control/server-control.ts'
import type { ServerRuleId } from '../rules/server-rules.ts'

/** The wire that a run uses: CometD's two, or a link of one's own. */
export type ServerTransport = 'websocket' | 'long-polling' | 'link'

/**
 * When a case runs. `first`: before all others, one by one; when one fails, the rest says nothing. `together`: several at a time.
 * `alone`: after these, one by one, since it may hurt the server. `last`: looks at everything that came in the run.
 */
export type ServerCasePhase = 'first' | 'together' | 'alone' | 'last'

/** One requirement of a rule, and the test of it. */
export interface ServerCase {
  /** Stable: `<rule>/<name>`. */
  readonly id: string
  readonly rule: ServerRuleId
  /** Completes the sentence "the server …". */
  readonly title: string
  /** @default 'together' */
  readonly phase?: ServerCasePhase
  /** The transports that the case is for. @default all */
  readonly on?: readonly ServerTransport[]
  /** What the case needs of the control. */
  readonly control?: readonly ControlVerb[]
  run(context: ServerCaseContext): Promise<void>
}

/** What a case works with. After the case has run out of time, its members throw. */
export interface ServerCaseContext {
  readonly transport: ServerTransport
  /** The address of the CometD server. Empty with a link. */
  readonly url: string
  readonly control: CheckedControl
  /** The longest wait for one thing that must happen. */
  readonly deadlineMs: number
  /** Every line of the run so far. */
  readonly traffic: readonly TracedLine[]
  now(): number
  /** Writes to the trace. */
  trace(who: string, what: string, ...details: unknown[]): void
  /** Tells whoever runs the kit something that breaks no MUST. */
  note(text: string): void
  /** Opens a line with this attach. */
  open(attach: unknown): ServerLine
  /** Opens a line with a changed handshake, or with cookies. Only over CometD. */
  openBayeux(attach: unknown, options?: { readonly handshake?: JsonObject; readonly cookies?: CookieJar }): BayeuxLine
  /** The first value of `condition` that is not `false`, `null` or `undefined`. Fails the case after the deadline. */
  until<Value>(
    what: string,
    condition: () => Value | Promise<Value>,
    deadlineMs?: number,
  ): Promise<NonNullable<Exclude<Value, false>>>
  /** What is found on a line, as with `until`. Fails the case at once when the line ends. */
  untilOn<Value extends object>(line: ServerLine, what: string, find: () => Value | undefined): Promise<Value>
  /** Waits. Only to see that something does not happen, or does within a time that a rule names. */
  outlast(delayMs: number): Promise<void>
  onEnd(clean: () => void): void
}

/** A line, and the secret that must not come back on it. */
export interface TracedLine {
  readonly line: ServerLine
  readonly caseId: string
  readonly attach: unknown
  /** Its case takes the store away: a start that is refused says nothing of a limit. */
  readonly hasOutage: boolean
}
