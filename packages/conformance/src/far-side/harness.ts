import { checkOptions, guards } from '@chat-transport/core'
import type { ChatTransport, Clock, NetworkStatus, OpenLink, RetryDelay } from '@chat-transport/core'
import { farSideVerbs, type FarSide } from './far-side.ts'

/** What an author gives the kit: the link or transport to test (`open`, `createTransport`, or both), and control of the far side. */
export interface Harness {
  /** The name in the report. */
  readonly name: string
  /** The link. The kit tries L1–L5 on it alone, and without `createTransport` the T rules on `linkedTransport` over it. */
  readonly open?: OpenLink
  /**
   * Makes a new transport with these options. May be asynchronous: only if it `import()`s the transport can the kit see what
   * importing does (T14).
   */
  createTransport?(options: TransportOptions): ChatTransport | Promise<ChatTransport>
  readonly far: FarSide
  readonly timing?: Partial<Timing>
}

/** The options of a transport. It must keep to all of them; `linkedTransport` takes them as they are. */
export interface TransportOptions {
  readonly interruptionTimeoutMs: number
  readonly silenceTimeoutMs: number
  readonly openTimeoutMs: number
  readonly retryDelayMs: RetryDelay
  readonly network: NetworkStatus
  readonly clock: Clock
}

/**
 * The times of a run. They are short so that a run is quick; a slow wire needs longer ones. If `deadlineMs` is above its
 * default, the defaults of the three timeouts grow in proportion, so that a slow machine needs only that one number.
 */
export interface Timing {
  /** `interruptionTimeoutMs` in cases about outages. A line must reconnect well within it. @default 250 */
  readonly interruptionTimeoutMs: number
  /** `silenceTimeoutMs` in cases about silence: longer than the far side's heartbeat. @default 150 */
  readonly silenceTimeoutMs: number
  /** `openTimeoutMs` in cases about unanswered attaches: longer than an attach takes. @default 250 */
  readonly openTimeoutMs: number
  /** The delay between two attempts. @default 5 */
  readonly retryDelayMs: number
}

/** How long a case waits for one thing that must happen. */
export const defaultDeadlineMs = 2000

const defaultTiming: Timing = Object.freeze({
  interruptionTimeoutMs: 250,
  silenceTimeoutMs: 150,
  openTimeoutMs: 250,
  retryDelayMs: 5,
})

const timingGuards = {
  interruptionTimeoutMs: guards.optional(guards.milliseconds),
  silenceTimeoutMs: guards.optional(guards.milliseconds),
  openTimeoutMs: guards.optional(guards.milliseconds),
  retryDelayMs: guards.optional(guards.milliseconds),
} satisfies Record<keyof Timing, guards.Guard>

/** Throws a `TypeError` or `RangeError` that names what is wrong in a harness. */
export function checkHarness(harness: Harness): void {
  checkOptions('harness', harness, {
    name: guards.string,
    open: guards.optional(guards.aFunction),
    createTransport: guards.optional(guards.aFunction),
    timing: guards.optional(guards.only(timingGuards, 'option')),
    far: guards.fields(Object.fromEntries(farSideVerbs.map((verb) => [verb, guards.aFunction]))),
  })
  const { open, createTransport } = harness
  if (!open && !createTransport)
    throw new TypeError('harness open: expected a function here or as createTransport, got neither')
}

/** The times of a run. A longer deadline makes the default timeouts longer in proportion. */
export function timingOf({ timing }: Pick<Harness, 'timing'>, deadlineMs: number): Timing {
  const { interruptionTimeoutMs, silenceTimeoutMs, openTimeoutMs, retryDelayMs } = defaultTiming
  const slowness = Math.max(1, deadlineMs / defaultDeadlineMs)
  return {
    interruptionTimeoutMs: interruptionTimeoutMs * slowness,
    silenceTimeoutMs: silenceTimeoutMs * slowness,
    openTimeoutMs: openTimeoutMs * slowness,
    retryDelayMs,
    ...timing,
  }
}
