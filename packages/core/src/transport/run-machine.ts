/** A pure machine, and the work that each state does. */
export interface Machine<State, Input> {
  readonly initial: State
  /** Pure. Returns the same reference for an input that the state does not handle. */
  transition(state: State, input: Input): State
  /** Starts the work of the state just entered, and returns the function that stops it. Not called for the initial state. */
  enter?(state: State, send: (input: Input) => void): (() => void) | undefined
  /** Told of every input: before the new state is entered, or with `to` the same as `from` when the input was ignored. */
  log?(from: State, to: State, input: Input): void
}

export interface RunningMachine<State, Input> {
  readonly state: State
  send(input: Input): void
}

/**
 * Runs a pure machine: entering a state starts its work, leaving it stops that work. Inputs sent while a transition is under
 * way (from inside `enter`, say) wait their turn, so no work ever sees a state that has been left.
 */
export function runMachine<State, Input>(machine: Machine<State, Input>): RunningMachine<State, Input> {
  let state = machine.initial
  let leave: (() => void) | undefined
  let running = false
  const waiting: Input[] = []

  const step = (input: Input) => {
    const next = machine.transition(state, input)
    if (next === state) return machine.log?.(state, state, input)
    leave?.()
    leave = undefined
    machine.log?.(state, next, input)
    state = next
    leave = machine.enter?.(state, send)
  }
  function send(input: Input) {
    waiting.push(input)
    if (running) return
    running = true
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) step(next)
    } finally {
      running = false
    }
  }
  return {
    get state() {
      return state
    },
    send,
  }
}
