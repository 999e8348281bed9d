import type { ChatCommand, Clock, OpenLink } from '@chat-transport/core'
import type { FarSide } from '../far-side/far-side.ts'
import type { Timing } from '../far-side/harness.ts'
import type { RuleId } from '../rules.ts'
import type { TransportUnderTest, TransportChanges } from './transport-under-test.ts'
import type { Trace } from './trace.ts'

/** One requirement of a rule, and the test of it. Cases are data: any runner can give them to a `Judge`. */
export interface ConformanceCase {
  /** Stable: `<rule>/<name>`. */
  readonly id: string
  readonly rule: RuleId
  /** Completes the sentence "the transport …" (or "the link …"). */
  readonly title: string
  /** Rules that the case needs. If one of them is broken, the case cannot fail: it passes, or is not reached. */
  readonly requires?: readonly RuleId[]
  /** Runs before the kit has opened any line, because the case observes what the first import does. */
  readonly beforeSelfTest?: true
  /** The command that the case tests. The case is not offered if the transport declares this command `unsupported`. */
  readonly command?: ChatCommand['type']
  /** Rejects when the rule is broken. */
  run(context: CaseContext): Promise<void>
}

/**
 * What a case works with: the far side, the link or transport under test, and ways to wait that do not depend on the machine's
 * speed. After the case has run out of time, every member throws or rejects.
 */
export interface CaseContext {
  /** Whatever disturbs the transport must have an effect at the far side. A case in which it has none never passes. */
  readonly far: FarSide
  /** The same far side, for what may reach nobody, such as what is sent to a page that should be gone. */
  readonly mayMiss: FarSide
  readonly timing: Timing
  readonly clock: Clock
  readonly trace: Trace
  /** The link. Only cases of L rules use it. */
  readonly open: OpenLink
  /** Creates a transport with its own clock and network. */
  createTransport(options?: TransportChanges): Promise<TransportUnderTest>
  /** The commands that the transport declares unsupported. */
  unsupported(): Promise<readonly ChatCommand['type'][]>
  /** Resolves with the first value of `condition` that is not `false`, `null` or `undefined`. Fails the case after the deadline. */
  until<Value>(what: string, condition: () => Value | Promise<Value>): Promise<NonNullable<Exclude<Value, false>>>
  /** Resolves with how a promise settles. Fails the case if it is still pending after the deadline. */
  outcome(what: string, promise: Promise<unknown>): Promise<Outcome>
  /** Waits until every timer that was set earlier with the same delay has run. */
  outlast(delayMs: number): Promise<void>
  /** A numbered name for the trace: `page 1`, `page 2`. */
  nameFor(kind: string): string
  /** Runs `clean` when the case is over, however it ends, or at once if it is already over. */
  onEnd(clean: () => void): void
}

/** What has become of a case. */
export type Outcome =
  { readonly type: 'resolved'; readonly value: unknown } | { readonly type: 'rejected'; readonly cause: unknown }
