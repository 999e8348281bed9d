import type { Clock } from './clock.ts'

/**
 * One deadline that is put off far more often than it is reached: `reached` is called once it has passed. Returns what sets
 * it, to `delayMs` from now; `Infinity` clears it. Putting it off touches no timer: the one that is armed finds that it is
 * early, and is armed again for the remainder.
 */
export function createDeadline(clock: Clock, reached: () => void): (delayMs: number) => void {
  let due = Infinity
  let armedFor = Infinity
  let disarm: () => void = () => undefined

  const arm = (delayMs: number) => {
    disarm()
    armedFor = clock.monotonic() + delayMs
    if (delayMs < Infinity) disarm = clock.after(delayMs, check)
  }
  const check = () => {
    const remainingMs = due - clock.monotonic()
    if (remainingMs > 0) return arm(remainingMs)
    armedFor = Infinity
    reached()
  }
  return (delayMs) => {
    due = clock.monotonic() + delayMs
    if (due < armedFor || due === Infinity) arm(delayMs)
  }
}
