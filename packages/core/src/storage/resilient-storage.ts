import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { type Awaitable, isPromise } from './awaitable.ts'
import type { SessionStorage } from './storage.ts'

/**
 * A `SessionStorage` that never fails: a value that cannot be saved is kept in memory, and the developer is told once.
 * Synchronous wherever the storage is. Reads see what was written before them.
 */
export function createResilientStorage(storage: SessionStorage, clock: Clock, logger: Logger) {
  const attempts = createStorageAttempts(clock, logger)
  const { attempt, saved } = attempts
  /** What the storage does not show: writes under way, and those that have failed. An `undefined` value was removed. */
  const unwritten = new Map<string, { readonly value: unknown }>()
  let tail: Promise<void> | undefined

  /** One write after another, however an asynchronous storage orders them. */
  const write = (key: string, value: unknown, run: () => Awaitable<void>): Awaitable<void> => {
    const own = { value }
    unwritten.set(key, own)
    const done = () => {
      if (unwritten.get(key) === own) unwritten.delete(key)
    }
    const begin = () => attempt<void>(run, undefined, done)
    const written = tail ? tail.then(begin) : begin()
    if (!isPromise(written)) return
    const last: Promise<void> = written.then(() => {
      if (tail === last) tail = undefined
    })
    tail = last
    return saved(last)
  }

  return {
    /** Resolves when nothing is being written any more, after 1 s at most. */
    written: (): Awaitable<void> => tail && saved(tail),
    /** False once anything has failed. */
    get persistent() {
      return attempts.persistent
    },
    load(key: string): Awaitable<unknown> {
      const own = unwritten.get(key)
      return own ? own.value : attempt<unknown>(() => storage.load(key), undefined)
    },
    save: (key: string, value: unknown) => write(key, value, () => storage.save(key, value)),
    remove: (key: string) => write(key, undefined, () => storage.remove(key)),
    async keys(): Promise<readonly string[]> {
      const before = [...unwritten]
      const keys = new Set(await attempt<readonly string[]>(() => storage.keys(), []))
      for (const [key, { value }] of [...before, ...unwritten]) {
        if (value === undefined) keys.delete(key)
        else keys.add(key)
      }
      return [...keys]
    },
  }
}
export type ResilientStorage = ReturnType<typeof createResilientStorage>

/** How long a command waits for its save. */
const saveTimeoutMs = 1000
/** How long a read or a write may take: IndexedDB has been seen to open for ever. */
const answerTimeoutMs = 5000

/**
 * Runs reads and writes of a storage that may throw, reject, or never answer. The developer is told of the first failure. A
 * read or write that has not been answered after 5 s has failed; from then on none is waited for.
 */
function createStorageAttempts(clock: Clock, logger: Logger) {
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

  const tooLate = () => {
    patienceMs = 0 // Otherwise every later read and write would hold up the chat for as long.
    return Promise.reject(new Error(`it has not answered within ${answerTimeoutMs} ms`))
  }

  return {
    /** False once anything has failed. */
    get persistent() {
      return persistent
    },
    /** Returns what `run` returns, or `otherwise` if it fails. Calls `done` only on success. */
    attempt<Value>(run: () => Awaitable<Value>, otherwise: Value, done?: () => void): Awaitable<Value> {
      const recover = (error: unknown) => {
        failed(error)
        return otherwise
      }
      const succeeded = (value: Value) => {
        done?.()
        return value
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
        if (!slow) logger.warn(`storage takes longer than ${saveTimeoutMs} ms to save: sending without waiting for it`)
        slow = true
      }),
  }
}
