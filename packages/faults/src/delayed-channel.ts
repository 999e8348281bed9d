import type { Clock } from '@chat-transport/core'

/** One direction of a wire. It delivers what is sent in order, after a delay if one is given, and nothing while it is held. */
export interface DelayedChannel {
  /** Calls `deliver` when the delay has passed; at once if there is no delay. */
  send(deliver: () => void, delays?: Delays): void
  /** `true`: delivers nothing from now on. `false`: delivers what was held, then the rest. */
  hold(held: boolean): void
  /** Drops what is under way and delivers nothing more. */
  close(): void
}

export interface Delays {
  /** The delivery time. What was sent earlier is still delivered first. */
  readonly delayMs: number
  /** An extra delay, in which what is sent later may overtake. */
  readonly overtakenMs: number
}

/** `delivering`: a callback is running; what it sends waits its turn. */
type State = 'open' | 'delivering' | 'held' | 'closed'

/** `queue` is always sorted by due time, and at most one timer waits for its head. */
export function createDelayedChannel(clock: Pick<Clock, 'monotonic' | 'after'>): DelayedChannel {
  const queue: { readonly due: number; readonly deliver: () => void }[] = []
  let state: State = 'open'
  let lastDue = Number.NEGATIVE_INFINITY
  let cancelTimer = () => undefined as void

  function flush(): void {
    cancelTimer()
    while (state === 'open' && queue[0] && queue[0].due <= clock.monotonic()) run(queue.shift())
    const [head] = queue
    if (state === 'open' && head) cancelTimer = clock.after(head.due - clock.monotonic(), flush)
  }
  function run(entry: { deliver(): void } | undefined): void {
    state = 'delivering'
    try {
      entry?.deliver()
    } finally {
      reopen()
    }
  }
  /** Nothing is in the way: the clock need not be asked. */
  function passNow(deliver: () => void): void {
    run({ deliver })
    if (queue.length > 0) flush()
  }
  /** Keeps the state if the callback has held or closed the channel. */
  function reopen(): void {
    if (state === 'delivering') state = 'open'
  }
  return {
    send(deliver, { delayMs, overtakenMs } = { delayMs: 0, overtakenMs: 0 }) {
      if (state === 'closed') return
      const isClear = state === 'open' && queue.length === 0
      if (isClear && delayMs === 0 && overtakenMs === 0) return passNow(deliver)
      lastDue = Math.max(lastDue, clock.monotonic() + delayMs)
      const due = lastDue + overtakenMs
      const place = queue.findIndex((other) => other.due > due)
      queue.splice(place < 0 ? queue.length : place, 0, { due, deliver })
      if (state === 'open') flush()
    },
    hold(held) {
      if (held && state !== 'closed') state = 'held'
      if (!held && state === 'held') state = 'open'
      if (state !== 'delivering') flush()
    },
    close() {
      state = 'closed'
      queue.length = 0
      cancelTimer()
    },
  }
}
