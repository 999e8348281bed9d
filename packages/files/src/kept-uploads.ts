import {
  checkOptions,
  environmentGuards,
  guardedLogger,
  guards,
  silentLogger,
  systemClock,
  type Clock,
  type Logger,
} from '@chat-transport/core'
import { openDatabase, runRequest } from './indexed-db.ts'

/** A file whose upload is to survive a reload. */
export interface KeptUpload {
  readonly key: string
  readonly sessionId: string
  readonly name: string
  readonly type: string
  readonly file: Blob
  /** Where the upload goes on, once the server has a place for it. */
  readonly uploadUrl?: string
  /** What the page keeps with it: a JSON value, such as a caption. */
  readonly data?: unknown
}

/** Where files are kept, and up to which size. */
export interface KeptUploadsOptions {
  /**
   * The largest file that is kept, in bytes. A larger one is uploaded all the same, as long as the page lives.
   * @default 10_000_000
   */
  readonly keepBytes?: number
  /** @default the page's; without it, as in some private windows, nothing is kept */
  readonly indexedDB?: IDBFactory | undefined
  /** @default systemClock */
  readonly clock?: Clock
  /** @default silentLogger */
  readonly logger?: Logger
}

/**
 * Files in IndexedDB until the server has them, so that a reload goes on. Nothing here rejects: where the browser keeps nothing,
 * or has no room, the upload goes on as long as the page lives.
 */
export interface KeptUploads {
  /** Keeps a file, or replaces what is known of it. Resolves with whether it is kept. */
  keep(upload: KeptUpload): Promise<boolean>
  /** Replaces what is known of a file, if it is kept still. Resolves with whether it is. */
  update(key: string, known: Pick<Partial<KeptUpload>, 'sessionId' | 'uploadUrl'>): Promise<boolean>
  /** Whether the file is kept still: false once any page has removed it. */
  has(key: string): Promise<boolean>
  /** The files of a session that have not arrived, oldest first. The ids are its own, and that of its start. */
  list(...sessionIds: readonly string[]): Promise<readonly KeptUpload[]>
  /** Forgets the file. */
  remove(key: string): Promise<void>
  /** Forgets everything, as at sign-out. */
  forget(): Promise<void>
}

/** As it is stored. Bytes, since some browsers keep no `Blob` in a private window. */
interface Stored extends Omit<KeptUpload, 'file'> {
  readonly content: ArrayBuffer
  readonly keptAt: number
}

/** As many files, or as old, as nobody waits for. */
const mostKept = 20
const oldestMs = 24 * 60 * 60_000

/** One after another, of all stores in this page: what is still being kept when it is removed, or all is forgotten, must not come back. */
let last: Promise<unknown> = Promise.resolve()

export const keptUploadsGuards = {
  keepBytes: guards.optional(guards.wholeNumber(0)),
  indexedDB: guards.optional(guards.methods('open')),
  clock: environmentGuards.clock,
  logger: environmentGuards.logger,
}

/**
 * Keeps files that are being uploaded in IndexedDB, so that a reload goes on with them. Throws a `TypeError` or `RangeError` that names a bad
 * option.
 */
export function keptUploads(options: KeptUploadsOptions = {}): KeptUploads {
  checkOptions('keptUploads', options, keptUploadsGuards)
  return openKeptUploads(options)
}

/** The same with options that are checked already. */
export function openKeptUploads(options: KeptUploadsOptions): KeptUploads {
  const { keepBytes = 10_000_000, clock = systemClock } = options
  const logger = guardedLogger(options.logger ?? silentLogger)
  const factory = 'indexedDB' in options ? options.indexedDB : globalThis.indexedDB
  let told: 'nothing' | 'failure' = 'nothing'

  function tolerant<Result>(otherwise: Result, run: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
    const turn = last.then(() => runOr(otherwise, run))
    last = turn
    return turn
  }

  async function runOr<Result>(otherwise: Result, run: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
    let database: IDBDatabase | undefined
    try {
      database = await openDatabase(factory, clock)
      return await run(database)
    } catch (cause) {
      if (told === 'nothing') logger.info('unable to keep files for a reload: IndexedDB cannot be used', cause)
      told = 'failure'
      return otherwise
    } finally {
      database?.close()
    }
  }

  const all = (database: IDBDatabase) =>
    runRequest(database, 'readonly', (store) => store.getAll() as IDBRequest<Stored[]>)

  return {
    async keep({ file, ...upload }) {
      if (file.size > keepBytes) return false
      return tolerant(false, async (database) => {
        const content = await file.arrayBuffer()
        const kept = await all(database)
        const before = kept.find(({ key }) => key === upload.key)
        if (!before && kept.length >= mostKept) return false
        const stored: Stored = { ...upload, content, keptAt: before?.keptAt ?? clock.now() }
        await runRequest(database, 'readwrite', (store) => store.put(stored))
        return true
      })
    },
    update: (key, known) =>
      tolerant(true, async (database) => {
        const found = await runRequest(database, 'readwrite', (store) => {
          const request = store.get(key) as IDBRequest<Stored | undefined>
          request.onsuccess = () => request.result && store.put({ ...request.result, ...known })
          return request
        })
        return found !== undefined
      }),
    has: (key) =>
      tolerant(true, async (database) => (await runRequest(database, 'readonly', (store) => store.count(key))) > 0),
    list: (...sessionIds) =>
      tolerant([], async (database) => {
        const kept = await all(database)
        const isOld = ({ keptAt }: Stored) => clock.now() - keptAt > oldestMs
        for (const old of kept.filter(isOld)) await runRequest(database, 'readwrite', (store) => store.delete(old.key))
        return kept
          .filter((upload) => sessionIds.includes(upload.sessionId) && !isOld(upload))
          .sort((one, other) => one.keptAt - other.keptAt)
          .map(({ content, keptAt: _keptAt, ...upload }) => ({
            ...upload,
            file: new Blob([content], { type: upload.type }),
          }))
      }),
    remove: (key) =>
      tolerant(undefined, async (database) => {
        await runRequest(database, 'readwrite', (store) => store.delete(key))
      }),
    forget: () =>
      tolerant(undefined, async (database) => {
        await runRequest(database, 'readwrite', (store) => store.clear())
      }),
  }
}
