import type { Clock } from './clock.ts'

export interface Deadline {
  /** Sets it to `delayMs` from now, whatever it was before. */
  set(delayMs: number): void
  clear(): void
}

/**
 * One deadline that is put off far more often than it is reached. Putting it off touches no timer: the one that is armed
 * finds that it is early, and is armed again for the remainder. `reached` is called once for each deadline that passes.
 */
export function createDeadline(clock: Clock, reached: () => void): Deadline {
  let due = 0
  let timer: { readonly at: number; readonly cancel: () => void } | undefined

  const clear = () => {
    timer?.cancel()
    timer = undefined
  }
  const check = () => {
    timer = undefined
    const remainingMs = due - clock.monotonic()
    if (remainingMs > 0) arm(remainingMs)
    else reached()
  }
  const arm = (delayMs: number) => {
    timer = { at: clock.monotonic() + delayMs, cancel: clock.after(delayMs, check) }
  }

  return {
    set(delayMs) {
      due = clock.monotonic() + delayMs
      if (timer && timer.at <= due) return
      clear()
      arm(delayMs)
    },
    clear,
  }
}
