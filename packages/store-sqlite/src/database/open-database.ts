import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { askPragma, connect, type Connection } from './connection.ts'
import { createSchema, migrate, migrations } from './schema.ts'
import { corruptFile, explained } from './store-errors.ts'

/** "Chat" in ASCII: in the header of each file, for `file` and for us. */
const applicationId = 0x43686174

/** How long the file is waited for while another program, such as `sqlite3`, writes to it. */
const busyTimeoutMs = 3_000
/** What is left of the log on the disk after it has been written to the file. */
const logBytes = 64 * 1024 * 1024

/** Opens the file, and makes it if there is none. Rejects with an error that says what to do if it cannot be used. */
export async function openDatabase(file: string, maxTotalBytes: number): Promise<Connection> {
  await makeFile(file)
  const connection = connect(file)
  try {
    await checkFile(connection, file)
    await configure(connection, maxTotalBytes)
    await migrate(connection)
    return connection
  } catch (cause) {
    connection.close()
    throw explained(file, cause)
  }
}

/** SQLite takes an empty file for a new one, and forgets its log. A file that was lost must not become an empty store. */
async function makeFile(file: string): Promise<void> {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === 0) throw corruptFile(file, 'it is empty. If nothing was kept in it, remove it, and it is made anew')
  if (size !== undefined) return
  if (existsSync(`${file}-wal`))
    throw new Error(
      `${file} is gone, and its log ${file}-wal is there. Put both in place, or restore a backup and remove the log`,
    )
  const unfinished = `${file}-new`
  rmSync(unfinished, { force: true })
  const connection = connect(unfinished)
  try {
    await connection.exec(`PRAGMA application_id = ${applicationId}`)
    await createSchema(connection)
  } finally {
    connection.close()
  }
  renameDurably(unfinished, file)
}

/** Renames a file whose content is on the disk, and waits until the new name is there too. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to)
  if (process.platform === 'win32') return // knows no sync of a folder
  const folder = openSync(dirname(to), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

async function checkFile(connection: Connection, file: string): Promise<void> {
  if (Number(await askPragma(connection, 'application_id')) !== applicationId)
    throw new Error(`${file} is a database of something else. Name another file for the chat sessions`)
  const version = Number(await askPragma(connection, 'user_version'))
  if (version > migrations.length)
    throw new Error(
      `${file} was written by a newer version of @chat-transport/store-sqlite (its schema is ${version}, and this version ` +
        `knows ${migrations.length}). Install that version again, or restore a backup from before`,
    )
  const found = await askPragma(connection, 'quick_check(1)')
  if (found !== 'ok') throw corruptFile(file, String(found))
}

/** `synchronous = FULL`: each commit is synced. `fullfsync`: on macOS, to the disk and not only to its cache. */
async function configure(connection: Connection, maxTotalBytes: number): Promise<void> {
  const settings = [
    `busy_timeout = ${busyTimeoutMs}`,
    'journal_mode = WAL',
    'synchronous = FULL',
    'fullfsync = ON',
    'checkpoint_fullfsync = ON',
    'cell_size_check = ON',
    `journal_size_limit = ${logBytes}`,
  ]
  for (const setting of settings) await askPragma(connection, setting)
  const pageBytes = Number(await askPragma(connection, 'page_size'))
  await askPragma(connection, `max_page_count = ${Math.floor(maxTotalBytes / pageBytes)}`)
}
