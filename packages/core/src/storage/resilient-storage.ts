import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { createWarnOnce } from '../platform/warn-once.ts'
import { type Awaitable, isPromise } from './awaitable.ts'
import { createStorageAttempts } from './storage-attempts.ts'
import type { SessionStorage } from './storage.ts'

/**
 * A `SessionStorage` that never fails: a value that cannot be saved is kept in memory, and the developer is told once.
 * Synchronous wherever the storage is. Reads see what was written before them.
 */
export function createResilientStorage(storage: SessionStorage, clock: Clock, logger: Logger) {
  const warnOnce = createWarnOnce(logger)
  const attempts = createStorageAttempts(clock, warnOnce)
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
    place: storage.place,
    warnOnce,
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
