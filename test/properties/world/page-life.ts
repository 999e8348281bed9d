import type { Clock } from '@chat-transport/core'

/**
 *   running ──freeze──▶ frozen      any ──vanish──▶ gone
 *      ▲──────thaw────────┘
 *
 * What comes to a frozen page (in the back/forward cache) waits; what comes to one that is gone is never heard.
 */
type State = { readonly name: 'running' | 'gone' } | { readonly name: 'frozen'; readonly waiting: (() => void)[] }

/** Whether anything can run in a page. Whatever reaches it from outside, time included, comes in through `enter`. */
export interface PageLife {
  readonly state: State['name']
  enter(run: () => void): void
  freeze(): void
  /** Runs `first`, then what had waited. */
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

/** Time as a page has it: its timers run only while it does. */
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
