import type { ChatCommand, Clock, OpenLink } from '@chat-transport/core'
import type { FarSide } from '../far-side/far-side.ts'
import type { Timing } from '../far-side/harness.ts'
import type { RuleId } from '../rules.ts'
import type { StagedTransport, TransportChanges } from './staged-transport.ts'
import type { Trace } from './trace.ts'

/** One requirement of a rule, and how to try it. Cases are data: give them to a `Judge` from any runner. */
export interface ConformanceCase {
  /** Stable: `<rule>/<name>`. */
  readonly id: string
  readonly rule: RuleId
  /** Completes the sentence "the transport …" (or "the link …"). */
  readonly title: string
  /** Rules that the case presupposes: if one of them is broken, the case is not reached. */
  readonly requires?: readonly RuleId[]
  /** The command the case is about: not offered where the transport declares it `unsupported`. */
  readonly command?: ChatCommand['type']
  /** Rejects when the rule is broken. */
  run(context: CaseContext): Promise<void>
}

/**
 * What a case works with: the far side, the link or transport to judge, and ways to wait that do not depend on the machine's
 * speed. When a case has run out of time, every member throws or rejects.
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
  /** Whether a promise resolves or rejects. Fails the case if it is still pending after the deadline. */
  outcome(what: string, promise: Promise<unknown>): Promise<Outcome>
  /** Waits until every timer that was set before for the same time has run. */
  outlast(delayMs: number): Promise<void>
  /** A numbered name for the trace: `page 1`, `page 2`. */
  nameFor(kind: string): string
  /** Runs when the case is over, however it ends; at once when it is over already. */
  onEnd(clean: () => void): void
}

export type Outcome =
  { readonly type: 'resolved'; readonly value: unknown } | { readonly type: 'rejected'; readonly cause: unknown }
