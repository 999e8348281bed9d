import type { Clock } from '@chat-transport/core'

/** What the network is like at the moment. */
export interface Weather {
  /** How long a frame takes, and how much longer at most. */
  readonly delayMs: number
  readonly jitterMs: number
  /** How likely a frame that may come twice does. */
  readonly repeats: number
}

export interface PipeOptions<Frame> {
  readonly clock: Clock
  weather(): Weather
  /** Frames that may overtake one another, as the answers of parallel requests do. */
  mayOvertake(frame: Frame): boolean
  mayRepeat(frame: Frame): boolean
  deliver(frame: Frame): void
}

/** More frames than this under way fill a pipe. */
const fullAt = 16

/** One direction of a wire. */
export interface Pipe<Frame> {
  put(frame: Frame): void
  /** Everything on the way, and what follows, comes this much later. */
  stall(ms: number): void
  /** What is on the way is lost, and so is all that follows. */
  swallow(): void
  /** When there is room for more; `undefined` when there is. */
  room(): Promise<void> | undefined
}

export function createPipe<Frame>({
  clock,
  weather,
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
    const { delayMs, jitterMs } = weather()
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
      if (mayRepeat(frame) && clock.random() < weather().repeats) send(frame)
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
