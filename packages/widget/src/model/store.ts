import { callHandler } from '@chat-transport/core'

/** Holds one immutable value. Whoever subscribes is told after each change, with nothing: read `current`. One that throws stops nobody. */
export interface Store<State extends object> {
  readonly current: State
  /** Replaces what differs; nobody is told when nothing does. */
  set(changes: Partial<State>): void
  /** Returns the function that unsubscribes. */
  subscribe(run: () => void): () => void
}

export function createStore<State extends object>(initial: State): Store<State> {
  let current = Object.freeze({ ...initial })
  const subscribers = new Set<{ readonly run: () => void }>()
  return {
    get current() {
      return current
    },
    set(changes) {
      const entries = Object.entries(changes) as [keyof State, State[keyof State]][]
      if (entries.every(([name, value]) => Object.is(current[name], value))) return
      current = Object.freeze({ ...current, ...changes })
      for (const { run } of [...subscribers]) callHandler(run, undefined)
    },
    subscribe(run) {
      const subscriber = { run }
      subscribers.add(subscriber)
      return () => void subscribers.delete(subscriber)
    },
  }
}
