import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { createWarnOnce } from '../platform/warn-once.ts'
import { type Awaitable, isPromise } from './awaitable.ts'
import { createStorageAttempts } from './storage-attempts.ts'
import type { SessionStorage } from './storage.ts'

export interface ResilientStorageOptions {
  readonly storage: SessionStorage
  readonly clock: Clock
  readonly logger: Logger
  /** A read or write has failed for the first time: `persistent` is false from here on. */
  failed(): void
}

/**
 * A `SessionStorage` that never fails: a value that cannot be saved is kept in memory, and the developer is told once.
 * Synchronous wherever the storage is. Reads see what was written before them. Nothing is saved over what could not be read.
 */
export function createResilientStorage({ storage, clock, logger, failed }: ResilientStorageOptions) {
  const warnOnce = createWarnOnce(logger)
  const attempts = createStorageAttempts({ clock, warnOnce, failed })
  const { attempt, saved } = attempts
  /** What the storage does not show: writes under way, and those that have failed. An `undefined` value was removed. */
  const unwritten = new Map<string, { readonly value: unknown }>()
  /** Keys whose last read has failed. What is saved under them stays in memory until a read has shown what is stored there. */
  const unread = new Set<string>()
  let tail: Promise<void> | undefined

  /** One write after another, however an asynchronous storage orders them. */
  const write = (key: string, value: unknown, run: () => Awaitable<void>): Awaitable<void> => {
    const own = { value }
    unwritten.set(key, own)
    const done = () => {
      if (unwritten.get(key) === own) unwritten.delete(key)
    }
    const begin = () => attempt(run, done, () => undefined)
    const written = tail ? tail.then(begin) : begin()
    if (!isPromise(written)) return
    const last: Promise<void> = written.then(() => {
      if (tail === last) tail = undefined
    })
    tail = last
    return saved(last)
  }
  const save = (key: string, value: unknown): Awaitable<void> =>
    unread.has(key) ? void unwritten.set(key, { value }) : write(key, value, () => storage.save(key, value))

  /** What is stored counts, and not what was saved while it could not be read. That is written now if nothing is stored. */
  const onRead = (key: string, value: unknown): unknown => {
    if (!unread.delete(key)) return value
    const own = unwritten.get(key)
    unwritten.delete(key)
    if (value !== undefined || !own) return value
    void save(key, own.value)
    return own.value
  }
  const onUnread = (key: string): unknown => {
    const own = unwritten.get(key)
    if (!own) unread.add(key)
    return own?.value
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
      const own = unread.has(key) ? undefined : unwritten.get(key)
      if (own) return own.value
      return attempt(
        () => storage.load(key),
        (value) => onRead(key, value),
        () => onUnread(key),
      )
    },
    /** Whether what is stored under the key is not known, because the last read has failed. */
    isUnread: (key: string) => unread.has(key),
    save,
    /** Also what could not be read. */
    remove(key: string): Awaitable<void> {
      unread.delete(key)
      return write(key, undefined, () => storage.remove(key))
    },
    async keys(): Promise<readonly string[]> {
      const before = [...unwritten]
      const stored = await attempt<readonly string[], readonly string[]>(
        () => storage.keys(),
        (all) => all,
        () => [],
      )
      const keys = new Set(stored)
      for (const [key, { value }] of [...before, ...unwritten]) {
        if (value === undefined) keys.delete(key)
        else keys.add(key)
      }
      return [...keys]
    },
  }
}
export type ResilientStorage = ReturnType<typeof createResilientStorage>
