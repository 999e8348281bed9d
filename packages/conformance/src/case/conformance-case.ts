import type { ChatCommand, Clock, OpenLink } from '@chat-transport/core'
import type { FarSide } from '../far-side/far-side.ts'
import type { Timing } from '../far-side/harness.ts'
import type { RuleId } from '../rules.ts'
import type { StagedTransport, TransportChanges } from './staged-transport.ts'
import type { Trace } from './trace.ts'

/** One thing that a rule asks for, and how it is tried. Cases are data: hand them to a `Judge` from what you like. */
export interface ConformanceCase {
  /** Stable: `<rule>/<name>`. */
  readonly id: string
  readonly rule: RuleId
  /** Completes the sentence "the transport …" (or "the link …"). */
  readonly title: string
  /** Rules without which the case says nothing: where one of them fails, it is not reached. */
  readonly requires?: readonly RuleId[]
  /** The command the case is about: not offered where the transport declares it `unsupported`. */
  readonly command?: ChatCommand['type']
  /** Rejects when the rule is broken. */
  run(context: CaseContext): Promise<void>
}

/**
 * What a case is given: the far side, what is judged, and ways to wait that do not depend on how quick a machine is. Once the
 * case is over, for having taken too long, all of it throws or rejects.
 */
export interface CaseContext {
  readonly far: FarSide
  readonly timing: Timing
  readonly clock: Clock
  readonly trace: Trace
  /** The link; only cases of L rules ask for it. */
  readonly open: OpenLink
  /** A new transport with a clock and a network of its own. */
  createTransport(options?: TransportChanges): Promise<StagedTransport>
  /** What the transport declares. */
  unsupported(): Promise<readonly ChatCommand['type'][]>
  /** The first value of `condition` that is neither false nor nothing. Fails the case after the deadline. */
  until<Value>(what: string, condition: () => Value | Promise<Value>): Promise<NonNullable<Exclude<Value, false>>>
  /** What becomes of a promise. Fails the case when nothing has after the deadline. */
  outcome(what: string, promise: Promise<unknown>): Promise<Outcome>
  /** A timer set now is later than any that was set before for the same time: when it has run, they have. */
  outlast(delayMs: number): Promise<void>
  /** What the trace calls one of several: `page 1`, `page 2`. */
  nameFor(kind: string): string
  /** Runs when the case is over, however it ends; at once when it is over already. */
  onEnd(clean: () => void): void
}

export type Outcome =
  { readonly type: 'resolved'; readonly value: unknown } | { readonly type: 'rejected'; readonly cause: unknown }
