import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import type { SessionStorage } from './storage.ts'

/** How long a command waits for its save. */
const saveTimeoutMs = 1000

export type Awaitable<Value> = Value | Promise<Value>

const isPromise = (value: unknown): value is Promise<never> =>
  typeof (value as Promise<never> | null)?.then === 'function'

const nothing = () => undefined

/** Goes on at once with a value that is here: in `pagehide` there is no later. */
export function whenReady<Value, Result>(
  value: Awaitable<Value>,
  use: (value: Value) => Result,
): Awaitable<Awaited<Result>> {
  return (isPromise(value) ? Promise.resolve(value).then(use) : use(value as Value)) as Awaitable<Awaited<Result>>
}

/**
 * A `SessionStorage` that never fails: a value that cannot be saved is kept in memory, and the developer is told once.
 * Synchronous wherever the storage is. Saves take 1 s at most; one that takes longer goes on behind the caller's back.
 */
export function createResilientStorage(storage: SessionStorage, clock: Clock, logger: Logger) {
  const kept = new Map<string, unknown>()
  let tail: Promise<void> | undefined
  let persistent = true
  let slow = false

  const failed = (error: unknown) => {
    if (persistent)
      logger.warn('storage failed: the session goes on in memory, and a reload may lose what is queued', error)
    persistent = false
  }

  const attempt = <Value>(run: () => Awaitable<Value>, otherwise: (error: unknown) => Value): Awaitable<Value> => {
    const recover = (error: unknown) => {
      failed(error)
      return otherwise(error)
    }
    try {
      const value = run()
      return isPromise(value) ? Promise.resolve<Value>(value).catch(recover) : value
    } catch (error) {
      return recover(error)
    }
  }

  /** One write after another, however an asynchronous storage orders them. */
  const write = (run: () => Awaitable<void>, otherwise: () => void): Awaitable<void> => {
    const written = tail ? tail.then(() => attempt(run, otherwise)) : attempt(run, otherwise)
    if (!isPromise(written)) return
    const own: Promise<void> = written.then(() => {
      if (tail === own) tail = undefined
    })
    tail = own
    return atMost(own)
  }

  const atMost = (saving: Promise<void>): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(saveTimeoutMs, () => {
        if (!slow) logger.warn(`storage takes longer than ${saveTimeoutMs} ms to save: sending without waiting for it`)
        slow = true
        resolve()
      })
      void saving.then(() => {
        cancel()
        resolve()
      })
    })

  return {
    /** Resolves when nothing is being written any more, after 1 s at most. */
    written: (): Awaitable<void> => tail && atMost(tail),
    /** False once anything has failed. */
    get persistent() {
      return persistent
    },
    load: (key: string): Awaitable<unknown> =>
      kept.has(key) ? kept.get(key) : attempt<unknown>(() => storage.load(key), nothing),
    save: (key: string, value: unknown): Awaitable<void> =>
      write(
        () => whenReady(storage.save(key, value), () => void kept.delete(key)),
        () => void kept.set(key, value),
      ),
    remove(key: string): Awaitable<void> {
      kept.delete(key)
      return write(() => storage.remove(key), nothing)
    },
    async keys(): Promise<readonly string[]> {
      const saved = await attempt<readonly string[]>(storage.keys, () => [])
      return [...new Set([...saved, ...kept.keys()])]
    },
  }
}
export type ResilientStorage = ReturnType<typeof createResilientStorage>
