import type { Clock } from '@chat-transport/core'

/** The current conditions of the network. */
export interface Conditions {
  /** The delay of a frame, and the most that is added to it at random. */
  readonly delayMs: number
  readonly jitterMs: number
  /** The probability that a frame arrives twice, if it is allowed to. */
  readonly repeats: number
}

export interface PipeOptions<Frame> {
  readonly clock: Clock
  conditions(): Conditions
  /** Frames that may overtake one another, like the answers to parallel requests. */
  mayOvertake(frame: Frame): boolean
  mayRepeat(frame: Frame): boolean
  deliver(frame: Frame): void
}

/** A pipe is full when more frames than this are in transit. */
const fullAt = 16

/** One direction of a wire. */
export interface Pipe<Frame> {
  put(frame: Frame): void
  /** Frames in transit and later ones arrive this much later. */
  stall(ms: number): void
  /** Frames in transit and all later ones are lost. */
  swallow(): void
  /** Resolves when there is room for more; `undefined` if there is room now. */
  room(): Promise<void> | undefined
}

export function createPipe<Frame>({
  clock,
  conditions,
  mayOvertake,
  mayRepeat,
  deliver,
}: PipeOptions<Frame>): Pipe<Frame> {
  /** In the order in which they arrive. */
  let underWay: { readonly frame: Frame; readonly dueAt: number }[] = []
  let lastDueAt = 0
  let open = true
  let cancel = (): void => undefined
  const waiting: (() => void)[] = []

  const schedule = () => {
    cancel()
    if (underWay.length < fullAt) for (const resolve of waiting.splice(0)) resolve()
    const [next] = underWay
    if (next) cancel = clock.after(next.dueAt - clock.monotonic(), arrive)
  }
  const arrive = () => {
    const next = underWay.shift()
    schedule()
    if (next) deliver(next.frame)
  }
  const send = (frame: Frame) => {
    const { delayMs, jitterMs } = conditions()
    const soonest = clock.monotonic() + delayMs + Math.floor(clock.random() * jitterMs)
    const dueAt = mayOvertake(frame) ? soonest : Math.max(soonest, lastDueAt)
    if (!mayOvertake(frame)) lastDueAt = dueAt
    const place = underWay.findIndex((other) => other.dueAt > dueAt)
    underWay.splice(place < 0 ? underWay.length : place, 0, { frame, dueAt })
  }
  return {
    put(frame) {
      if (!open) return
      send(frame)
      if (mayRepeat(frame) && clock.random() < conditions().repeats) send(frame)
      schedule()
    },
    stall(ms) {
      underWay = underWay.map(({ frame, dueAt }) => ({ frame, dueAt: dueAt + ms }))
      lastDueAt = Math.max(lastDueAt, clock.monotonic()) + ms
      schedule()
    },
    swallow() {
      open = false
      underWay = []
      schedule()
    },
    room: () => (underWay.length < fullAt ? undefined : new Promise((resolve) => waiting.push(resolve))),
  }
}
