import { connect, rollBack } from './connection.ts'
import { isBusy } from './store-errors.ts'

/**
 * Only one store at a time has the file. SQLite would let several write in turns, but a back end has to be alone. The lock is a
 * transaction that stays open in an empty database beside the file: the system ends it with its process, however that ends. The
 * file itself stays open to readers, such as a backup.
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  const lock = connect(`${file}-lock`)
  try {
    await lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (!isBusy(cause)) throw cause
    throw new Error(`${file} is in use by another store, in this process or another. Close that one first`, { cause })
  }
  return async () => {
    // A connection is closed once libsql's other thread lets go of it too, which can be later. The end of a transaction is awaited.
    await rollBack(lock)
    lock.close()
  }
}
