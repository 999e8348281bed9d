import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { type Awaitable, isPromise } from './awaitable.ts'

/** How long a command waits for its save. */
const saveTimeoutMs = 1000
/** How long a read or a write may take: IndexedDB has been seen to open for ever. */
const answerTimeoutMs = 5000

export interface StorageAttemptsOptions {
  readonly clock: Clock
  readonly warnOnce: Logger['warn']
}

/**
 * Runs reads and writes of a storage that may throw, reject, or never answer. A read or write that has not been answered after 5 s
 * has failed; from then on none is waited for.
 */
export function createStorageAttempts({ clock, warnOnce }: StorageAttemptsOptions) {
  let patienceMs = answerTimeoutMs
  let persistent = true
  let tellFailed: (() => void) | undefined

  const failed = (error: unknown) => {
    warnOnce('storage failed: a reload may lose the session and what is queued', error)
    if (!persistent) return
    persistent = false
    tellFailed?.()
  }

  /** Gives what `promise` gives, or, after `limitMs`, what `late` does. */
  const within = <Value>(limitMs: number, promise: Promise<Value>, late: () => Awaitable<Value>) =>
    new Promise<Value>((resolve, reject) => {
      const cancel = clock.after(limitMs, () => resolve(late()))
      void Promise.resolve(promise).then(resolve, reject).then(cancel) // Not every thenable's then() gives one.
    })

  const tooLate = () => {
    patienceMs = 0 // Otherwise every later read and write would hold up the chat for as long.
    return Promise.reject(new Error(`it has not answered within ${answerTimeoutMs} ms`))
  }

  return {
    /** False once anything has failed. */
    get persistent() {
      return persistent
    },
    /** Tells `handler`, in place of the one before, when the first read or write fails. */
    tellFailureTo(handler: () => void) {
      tellFailed = handler
    },
    /** Returns what `succeeded` makes of what `run` returns, or `otherwise` if it fails. */
    attempt<Value, Result>(
      run: () => Awaitable<Value>,
      succeeded: (value: Value) => Result,
      otherwise: () => Result,
    ): Awaitable<Result> {
      const recover = (error: unknown) => {
        failed(error)
        return otherwise()
      }
      try {
        const value = run()
        if (isPromise(value)) return within<Value>(patienceMs, value, tooLate).then(succeeded).catch(recover)
        return succeeded(value as Value)
      } catch (error) {
        return recover(error)
      }
    },
    /** Waits for a save 1 s at most; it goes on behind the caller's back. */
    saved: (saving: Promise<void>) =>
      within(saveTimeoutMs, saving, () => {
        warnOnce(`storage takes longer than ${saveTimeoutMs} ms to save: it is not waited for`)
      }),
  }
}

export type Attempt = ReturnType<typeof createStorageAttempts>['attempt']
