import type { ChatTransport, Clock, NetworkStatus, OpenLink, RetryDelay } from '@chat-transport/core'
import { farSideVerbs, type FarSide } from './far-side.ts'

/** What an author gives the kit: what is to be judged (`open`, `createTransport`, or both), and a hand on the other end of it. */
export interface Harness {
  /** What the report calls it. */
  readonly name: string
  /** The link. Rules L1–L5 are tried on it alone; without `createTransport`, T1–T16 on `linkedTransport` over it. */
  readonly open?: OpenLink
  /**
   * Makes a new transport with these options. May be asynchronous: a dynamic `import()` in here is the one way in which the kit
   * can see what importing does (T14).
   */
  createTransport?(options: TransportOptions): ChatTransport | Promise<ChatTransport>
  readonly far: FarSide
  readonly timing?: Partial<Timing>
}

/** What a transport is given: all of it has to be kept to. `linkedTransport` takes them as they are. */
export interface TransportOptions {
  readonly interruptionTimeoutMs: number
  readonly silenceTimeoutMs: number
  readonly openTimeoutMs: number
  readonly retryDelayMs: RetryDelay
  readonly network: NetworkStatus
  readonly clock: Clock
}

/**
 * The times of a run. They make it quick, not different: a slower wire needs longer ones. With a `deadlineMs` above its own
 * default the defaults of the three timeouts here grow in proportion, so that one number does for a slow machine.
 */
export interface Timing {
  /** `interruptionTimeoutMs` where an outage is to be noticed. A line has to be mended well within it. @default 250 */
  readonly interruptionTimeoutMs: number
  /** `silenceTimeoutMs` where silence is to be noticed: longer than the heartbeat of the far side. @default 150 */
  readonly silenceTimeoutMs: number
  /** `openTimeoutMs` where an attach stays unanswered: longer than an attach takes. @default 250 */
  readonly openTimeoutMs: number
  /** Between two attempts. @default 5 */
  readonly retryDelayMs: number
}

/** How long a case waits for what has to happen. */
export const defaultDeadlineMs = 2000

const defaultTiming: Timing = Object.freeze({
  interruptionTimeoutMs: 250,
  silenceTimeoutMs: 150,
  openTimeoutMs: 250,
  retryDelayMs: 5,
})

/** Throws a `TypeError` or `RangeError` that names what is wrong in a harness. */
export function checkHarness(harness: Harness): void {
  if (typeof harness !== 'object' || harness === null) throw new TypeError('a harness must be an object')
  const { name, open, createTransport, far, timing = {} } = harness
  if (typeof name !== 'string') throw new TypeError('harness.name must be a string')
  if (typeof open !== 'function' && typeof createTransport !== 'function')
    throw new TypeError('harness.open or harness.createTransport must be a function: there is nothing to judge')
  checkFarSide(far)
  checkTiming(timing)
}

function checkTiming(timing: object): void {
  if (typeof timing !== 'object' || timing === null) throw new TypeError('harness.timing must be an object')
  for (const [option, value] of Object.entries(timing)) {
    if (!Object.hasOwn(defaultTiming, option))
      throw new TypeError(`harness.timing.${option} is none of ${Object.keys(defaultTiming).join(', ')}`)
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`harness.timing.${option} must be 0 or more milliseconds, not ${value}`)
  }
}

function checkFarSide(far: unknown): void {
  if (typeof far !== 'object' || far === null) throw new TypeError('harness.far must be a FarSide')
  const missing = farSideVerbs.find((verb) => typeof Reflect.get(far, verb) !== 'function')
  if (missing) throw new TypeError(`harness.far.${missing} must be a function`)
}

/** Where `deadlineMs` says that the machine is slow, what has to happen within a timeout is given as much more time. */
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
