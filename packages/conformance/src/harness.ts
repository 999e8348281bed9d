import type { ChatTransport, Clock, NetworkStatus, OpenLink, RetryDelay } from '@chat-transport/core'
import { farSideVerbs, type FarSide } from './far-side.ts'

/** What an author gives the kit: what is to be judged, and a hand on the other end of it. `open` or `createTransport`, or both. */
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

/** The times of a run. They make it quick, not different: a slower wire needs longer ones. */
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
  for (const [option, value] of Object.entries(timing))
    if (!(value >= 0)) throw new RangeError(`harness.timing.${option} must be 0 or more milliseconds, not ${value}`)
}

function checkFarSide(far: unknown): void {
  if (typeof far !== 'object' || far === null) throw new TypeError('harness.far must be a FarSide')
  const missing = farSideVerbs.find((verb) => typeof Reflect.get(far, verb) !== 'function')
  if (missing) throw new TypeError(`harness.far.${missing} must be a function`)
}

export const timingOf = ({ timing }: Harness): Timing => ({ ...defaultTiming, ...timing })
