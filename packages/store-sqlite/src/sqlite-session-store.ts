import { resolve } from 'node:path'
import { checkServerOptions, noRoomFor, wrapStore, type SessionStore, type StoreExpiry } from '@chat-transport/backend'
import { checkArgument, guards } from '@chat-transport/core'
import { copyDatabase } from './database/backup.ts'
import { askPragma } from './database/connection.ts'
import { lockFile } from './database/file-lock.ts'
import { GroupCommit } from './database/group-commit.ts'
import { openDatabase } from './database/open-database.ts'
import { isSameFile, realFile } from './database/real-file.ts'
import { explained, isFull } from './database/store-errors.ts'
import { LeftEvents } from './rows/left-events.ts'
import { SqliteSessions } from './sqlite-sessions.ts'

/** Which file `sqliteSessionStore` keeps the sessions in, and how large it may become. */
export interface SqliteSessionStoreOptions {
  /** The file. It is made if there is none; its folder must exist, on a disk of this machine. */
  readonly file: string
  /**
   * How large the file may become, in bytes. Its log beside it takes 64 MB more at rest. When there is no room, starts are refused
   * with error 100, and what is said with error 52, until sessions have expired.
   * @default 10_737_418_240
   */
  readonly maxTotalBytes?: number
}

/** A store that outlives its process. */
export interface SqliteSessionStore extends SessionStore {
  readonly expiry: StoreExpiry
  /** Copies all sessions as they are now to `toFile`, which is replaced in one step once the copy is on the disk. Calls go on meanwhile. */
  backup(toFile: string): Promise<void>
  /** Finishes the calls and backups under way, and lets go of the file. Later calls reject. */
  close(): Promise<void>
}

const defaults = { maxTotalBytes: 10 * 1024 ** 3 }
const optionGuards = {
  file: guards.guard('a path (for sessions in memory: memorySessionStore)', isPath),
  maxTotalBytes: guards.optional(guards.wholeNumber(1024 ** 2, 2 ** 43)),
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && /^[^\0]+$/.test(value) && value !== ':memory:'
}

/**
 * Opens a store that keeps its sessions in an SQLite file. A promise of the store resolves when what was done is on the disk. Rejects
 * with a `TypeError` or `RangeError` that names a bad option, and with an error that says what to do if the file is in use, damaged,
 * newer than this version, or something else.
 */
export async function sqliteSessionStore(options: SqliteSessionStoreOptions): Promise<SqliteSessionStore> {
  checkServerOptions('sqliteSessionStore', options, optionGuards)
  const file = realFile(resolve(options.file))
  const unlock = await lockFile(file)
  try {
    return await openStore(file, options.maxTotalBytes ?? defaults.maxTotalBytes, unlock)
  } catch (cause) {
    await unlock()
    throw cause
  }
}

async function openStore(
  file: string,
  maxTotalBytes: number,
  unlock: () => Promise<void>,
): Promise<SqliteSessionStore> {
  const connection = await openDatabase(file, maxTotalBytes)
  const sessions = await SqliteSessions.over(connection)
  const leftEvents = await LeftEvents.over(connection)
  const commits = new GroupCommit(connection, () => leftEvents.removeSome())
  const backups = new Set<Promise<void>>()

  async function finish(): Promise<void> {
    await commits.close()
    await Promise.allSettled(backups)
    try {
      await askPragma(connection, 'wal_checkpoint(TRUNCATE)')
    } finally {
      connection.close()
      await unlock()
    }
  }
  let closing: Promise<void> | undefined

  return {
    ...explainingStore(file, storeOf(sessions, commits)),
    async backup(toFile) {
      checkArgument('backup toFile', toFile, optionGuards.file)
      if (isSameFile(toFile, file)) throw new TypeError('backup toFile: expected another file than that of the store')
      if (closing) throw new Error('the session store is closed')
      const backup = copyDatabase(file, resolve(toFile)).finally(() => backups.delete(backup))
      backups.add(backup)
      await backup
    },
    close: () => (closing ??= finish()),
  }
}

type ExpiringStore = SessionStore & { readonly expiry: StoreExpiry }

function storeOf(sessions: SqliteSessions, commits: GroupCommit): ExpiringStore {
  return {
    create: (record, joined, claim) => commits.run(() => sessions.create(record, joined, claim)),
    find: (sessionId) => commits.run(() => sessions.find(sessionId)),
    claim: (sessionId, claim) => commits.run(() => sessions.claim(sessionId, claim)),
    append: (sessionId, event) => commits.run(() => sessions.append(sessionId, event)),
    committed: (sessionId, commandId) => commits.run(() => sessions.committed(sessionId, commandId)),
    read: (sessionId, after, maxBytes) => commits.run(() => sessions.read(sessionId, after, maxBytes)),
    markRead: (sessionId, mark) => commits.run(() => sessions.markRead(sessionId, mark)),
    remove: (sessionId) => commits.run(() => sessions.remove(sessionId)),
    expiry: {
      renew: (sessionIds, expiresAt) => commits.run(() => sessions.renew(sessionIds, expiresAt)),
      removeExpired: (now, limit) => commits.run(() => sessions.removeExpired(now, limit)),
    },
  }
}

/** Says of each failure what the back end and the operator need to know. */
function explainingStore(file: string, store: ExpiringStore): ExpiringStore {
  return wrapStore(store, async (call, run) => {
    try {
      return await run()
    } catch (cause) {
      throw isFull(cause) ? noRoomFor(call, noRoom) : explained(file, cause)
    }
  })
}

const noRoom = 'the session store has no room left on its disk'
