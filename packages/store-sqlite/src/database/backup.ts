import { closeSync, fsync, openSync, rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { connect, quoted } from './connection.ts'
import { renameDurably } from './open-database.ts'

/** Copies the file as it is now, over a connection of its own: what is written meanwhile does not wait. */
export async function copyDatabase(file: string, toFile: string): Promise<void> {
  const unfinished = `${toFile}-new`
  rmSync(unfinished, { force: true })
  const connection = connect(file)
  try {
    await connection.exec(`VACUUM INTO ${quoted(unfinished)}`)
  } finally {
    connection.close()
  }
  await sync(unfinished)
  renameDurably(unfinished, toFile)
}

async function sync(file: string): Promise<void> {
  const descriptor = openSync(file, 'r+')
  try {
    await promisify(fsync)(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
