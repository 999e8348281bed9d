/** A place on the server where calls can be made to wait, so that a fault begins at a known moment. */
export interface Gate {
  readonly closed: boolean
  /** From now on calls wait, except for the first `letThrough`. */
  close(letThrough?: number): void
  /** Lets waiting calls continue. Later calls do not wait. */
  open(): void
  /** Resolves when a call waits. */
  reached(): Promise<void>
  /** Resolves at once, or when the gate opens. */
  pass(): Promise<void>
}

interface ClosedGate {
  readonly letThrough: number
  readonly waiting: (() => void)[]
  readonly watchers: (() => void)[]
}

export function createGate(): Gate {
  let state: ClosedGate | undefined
  let passed = 0
  return {
    get closed() {
      return state !== undefined
    },
    close(letThrough = 0) {
      passed = 0
      state = { letThrough, waiting: [], watchers: [] }
    },
    open() {
      state?.waiting.forEach((goOn) => goOn())
      state = undefined
    },
    reached: () =>
      new Promise((resolve) => {
        if (!state || state.waiting.length > 0) resolve()
        else state.watchers.push(resolve)
      }),
    pass: () =>
      new Promise((resolve) => {
        if (!state || passed++ < state.letThrough) return resolve()
        state.waiting.push(resolve)
        state.watchers.splice(0).forEach((tell) => tell())
      }),
  }
}
