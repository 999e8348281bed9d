import { systemClock } from '@chat-transport/core'

/** Runs something with a time limit, so that a promise that never settles does not stop the run. */
export function within<Value>(
  limitMs: number,
  run: () => Promise<Value>,
  tooLate: (limitMs: number) => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.after(limitMs, () => reject(tooLate(limitMs)))
    run().then(resolve, reject).finally(cancel)
  })
}

/** Asks again and again until `isSo` or the time is over. Resolves with the last answer. */
export async function sooner(limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const startedAt = systemClock.monotonic()
  for (;;) {
    if (await isSo()) return true
    if (systemClock.monotonic() - startedAt >= limitMs) return false
    await new Promise<void>((resolve) => void systemClock.after(askAgainMs, resolve))
  }
}

const askAgainMs = 5
