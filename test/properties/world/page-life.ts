import type { Clock } from '@chat-transport/core'

/**
 *   running ──freeze──▶ frozen      any ──vanish──▶ gone
 *      ▲──────thaw────────┘
 *
 * A frozen page (in the back/forward cache) handles everything later. A page that is gone handles nothing any more.
 */
type State = { readonly name: 'running' | 'gone' } | { readonly name: 'frozen'; readonly waiting: (() => void)[] }

/** Decides whether code can run in a page. Everything from outside, also timers, enters through `enter`. */
export interface PageLife {
  readonly state: State['name']
  enter(run: () => void): void
  freeze(): void
  /** Runs `first`, then everything that has waited. */
  thaw(first: () => void): void
  vanish(): void
}

export function createPageLife(): PageLife {
  let state: State = { name: 'running' }
  return {
    get state() {
      return state.name
    },
    enter(run) {
      if (state.name === 'running') run()
      else if (state.name === 'frozen') state.waiting.push(run)
    },
    freeze() {
      if (state.name === 'running') state = { name: 'frozen', waiting: [] }
    },
    thaw(first) {
      if (state.name !== 'frozen') return
      const { waiting } = state
      state = { name: 'running' }
      first()
      for (const run of waiting) this.enter(run)
    },
    vanish() {
      state = { name: 'gone' }
    },
  }
}

/** The clock of a page: its timers run only while the page does. */
export function pageClock(clock: Clock, life: PageLife): Clock {
  return {
    now: clock.now,
    monotonic: clock.monotonic,
    random: clock.random,
    after(delayMs, run) {
      const scope = new AbortController()
      const cancel = clock.after(delayMs, () => life.enter(() => scope.signal.aborted || run()))
      return () => {
        scope.abort()
        cancel()
      }
    },
  }
}
