import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import { createWarnOnce } from '../platform/warn-once.ts'
import { type Awaitable, isPromise } from './awaitable.ts'
import { type Attempt, createStorageAttempts } from './storage-attempts.ts'
import type { SessionStorage } from './storage.ts'
import type { StoredValue } from './stored.ts'

export interface ResilientStorageOptions {
  readonly storage: SessionStorage
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * A `SessionStorage` that never fails: a value that cannot be saved is kept in memory, and the developer is told once.
 * Synchronous wherever the storage is. Reads see what was written before them. Nothing is saved over what could not be read.
 */
export function createResilientStorage({ storage, clock, logger }: ResilientStorageOptions) {
  const warnOnce = createWarnOnce(logger)
  const attempts = createStorageAttempts({ clock, warnOnce })
  const { attempt, saved } = attempts
  /** What the storage does not show: writes under way, and those that have failed. An `undefined` value was removed. */
  const unwritten = new Map<string, { readonly value: unknown }>()
  /** Keys whose last read has failed. What is saved under them stays in memory until a read has shown what is stored there. */
  const unread = new Set<string>()
  const writes = createWritesInTurn()

  /** One write after another, however an asynchronous storage orders them. Without a value the key is removed. */
  const write = (key: string, value?: unknown): Awaitable<void> => {
    const own = { value }
    unwritten.set(key, own)
    if (unread.has(key)) return
    const run = () => (value === undefined ? storage.remove(key) : storage.save(key, value))
    const done = () => {
      if (unwritten.get(key) === own) unwritten.delete(key)
    }
    const last = writes.run(() => attempt(run, done, none))
    return last && saved(last)
  }

  /** What is stored counts, and not what was saved while it could not be read. That is written now if nothing is stored. */
  const onRead = (key: string, value: unknown): unknown => {
    const own = unread.delete(key) && unwritten.get(key)
    if (!own) return value
    unwritten.delete(key)
    if (value !== undefined) return value
    void write(key, own.value)
    return own.value
  }
  return {
    place: storage.place,
    /** Whether other pages see what is stored here. */
    isShared: storage.onChange !== undefined,
    onChange: watch(storage, attempt),
    warnOnce,
    /** Resolves when nothing is being written any more, after 1 s at most. */
    written: (): Awaitable<void> => writes.last && saved(writes.last),
    /** False once anything has failed. */
    get persistent() {
      return attempts.persistent
    },
    tellFailureTo: attempts.tellFailureTo,
    load(key: string): Awaitable<unknown> {
      const own = unwritten.get(key)
      if (own && !unread.has(key)) return own.value
      const onUnread = () => {
        if (!unwritten.has(key)) unread.add(key)
        return unwritten.get(key)?.value
      }
      return attempt(
        () => storage.load(key),
        (value) => onRead(key, value),
        onUnread,
      )
    },
    /** Whether what is stored under the key is not known, because the last read has failed. */
    isUnread: (key: string) => unread.has(key),
    save: write,
    /** Also what could not be read. */
    remove(key: string): Awaitable<void> {
      unread.delete(key)
      return write(key)
    },
    async keys(): Promise<readonly string[]> {
      const before = [...unwritten]
      const keys = await attempt(
        () => storage.keys(),
        (stored) => new Set(stored),
        () => new Set<string>(),
      )
      showWritten(keys, [...before, ...unwritten])
      return [...keys]
    },
  }
}

/** Calls a listener when another page has changed something; returns what ends this. */
const watch =
  (storage: SessionStorage, attempt: Attempt) =>
  (listener: () => void): (() => void) => {
    let stop: (() => void) | undefined
    void attempt(() => (stop = storage.onChange?.(listener)), none, none)
    return () => void attempt(() => stop?.(), none, none)
  }

/** Runs one write after another. */
function createWritesInTurn() {
  let last: Promise<void> | undefined
  return {
    get last() {
      return last
    },
    run(begin: () => Awaitable<void>): Promise<void> | undefined {
      const written = last ? last.then(begin) : begin()
      if (!isPromise(written)) return undefined
      const own: Promise<void> = written.then(() => {
        if (last === own) last = undefined
      })
      return (last = own)
    },
  }
}

const none = () => undefined

/** Adds the keys of what was saved, and takes out those of what was removed. */
function showWritten(keys: Set<string>, written: readonly [string, { readonly value: unknown }][]): void {
  for (const [key, { value }] of written) {
    if (value === undefined) keys.delete(key)
    else keys.add(key)
  }
}

export type ResilientStorage = ReturnType<typeof createResilientStorage>

/** As a chat uses it: nothing is stored but what `stored.ts` says. */
export type ChatStorage = Omit<ResilientStorage, 'save'> & { save(key: string, value: StoredValue): Awaitable<void> }
