import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { type Awaitable, isPromise } from './awaitable.ts'

/** How long a command waits for its save. */
const saveTimeoutMs = 1000
/** How long a read or a write may take: IndexedDB has been seen to open for ever. */
const answerTimeoutMs = 5000

/**
 * Runs reads and writes of a storage that may throw, reject, or never answer. The developer is told of the first failure. A
 * read or write that has not been answered after 5 s has failed; from then on none is waited for.
 */
export function createStorageAttempts(clock: Clock, logger: Logger) {
  let persistent = true
  let slow = false
  let patienceMs = answerTimeoutMs

  const failed = (error: unknown) => {
    if (persistent)
      logger.warn('storage failed: the session goes on in memory, and a reload may lose what is queued', error)
    persistent = false
  }

  /** Gives what `promise` gives, or, after `limitMs`, what `late` does. */
  const within = <Value>(limitMs: number, promise: Promise<Value>, late: () => Awaitable<Value>) =>
    new Promise<Value>((resolve, reject) => {
      const cancel = clock.after(limitMs, () => resolve(late()))
      promise.then(resolve, reject).finally(cancel)
    })

  const inTime = <Value>(value: Awaitable<Value>): Awaitable<Value> =>
    isPromise(value)
      ? within<Value>(patienceMs, value, () => {
          patienceMs = 0 // One after another would wait as long, and the chat with them.
          return Promise.reject(new Error(`it has not answered within ${answerTimeoutMs} ms`))
        })
      : value

  return {
    /** False once anything has failed. */
    get persistent() {
      return persistent
    },
    /** What `run` gives; `otherwise` when it fails. */
    attempt<Value>(run: () => Awaitable<Value>, otherwise: Value): Awaitable<Value> {
      const recover = (error: unknown) => {
        failed(error)
        return otherwise
      }
      try {
        const value = run()
        return isPromise(value) ? Promise.resolve<Value>(value).catch(recover) : value
      } catch (error) {
        return recover(error)
      }
    },
    inTime,
    /** Waits for a save 1 s at most; it goes on behind the caller's back. */
    saved: (saving: Promise<void>) =>
      within(saveTimeoutMs, saving, () => {
        if (!slow) logger.warn(`storage takes longer than ${saveTimeoutMs} ms to save: sending without waiting for it`)
        slow = true
      }),
  }
}
