import type { Clock } from '@chat-transport/core'

/** One direction of a wire: what is put in comes out in order, later if need be, not at all while it is held. */
export interface Passage {
  /** `run` is called once it has come through: at once, where nothing delays it. */
  put(run: () => void, delays?: Delays): void
  /** `true`: nothing comes through. `false`: what has been held does, then the rest. */
  hold(held: boolean): void
  /** Nothing comes through any more. */
  close(): void
}

export interface Delays {
  /** How long it is under way. What was put in before still comes first. */
  readonly delayMs: number
  /** By how much longer, while others overtake. */
  readonly overtakenMs: number
}

/** `passing`: what has come through is running; what it puts in waits its turn. */
type State = 'open' | 'passing' | 'held' | 'closed'

/** Throughout, `queue` is sorted by when things are due, and one timer at most waits for its head. */
export function createPassage(clock: Pick<Clock, 'monotonic' | 'after'>): Passage {
  const queue: { readonly due: number; readonly run: () => void }[] = []
  let state: State = 'open'
  let lastDue = Number.NEGATIVE_INFINITY
  let cancelTimer = () => undefined as void

  function flush(): void {
    cancelTimer()
    while (state === 'open' && queue[0] && queue[0].due <= clock.monotonic()) pass(queue.shift())
    const [head] = queue
    if (state === 'open' && head) cancelTimer = clock.after(head.due - clock.monotonic(), flush)
  }
  function pass(entry: { run(): void } | undefined): void {
    state = 'passing'
    try {
      entry?.run()
    } finally {
      settle()
    }
  }
  /** Unless what ran has held or closed the passage. */
  function settle(): void {
    if (state === 'passing') state = 'open'
  }
  return {
    put(run, { delayMs, overtakenMs } = { delayMs: 0, overtakenMs: 0 }) {
      if (state === 'closed') return
      lastDue = Math.max(lastDue, clock.monotonic() + delayMs)
      const due = lastDue + overtakenMs
      const place = queue.findIndex((other) => other.due > due)
      queue.splice(place < 0 ? queue.length : place, 0, { due, run })
      if (state === 'open') flush()
    },
    hold(held) {
      if (held && state !== 'closed') state = 'held'
      if (!held && state === 'held') state = 'open'
      if (state !== 'passing') flush()
    },
    close() {
      state = 'closed'
      queue.length = 0
      cancelTimer()
    },
  }
}
