import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openAsBlob } from 'node:fs'
import { open } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { temporaryFolder } from '../../../packages/server/test/support/start-with-files.ts'

const megabyte = 1024 * 1024

/** A file of random bytes on disk, as a person has chosen it. Never more than a piece of it is in memory here. */
export async function largeFile(megabytes: number): Promise<{ readonly file: File; readonly hash: string }> {
  const path = join(temporaryFolder(), 'film.bin')
  const hash = createHash('sha256')
  const handle = await open(path, 'w')
  for (let count = 0; count < megabytes; count++) {
    const piece = randomBytes(megabyte)
    hash.update(piece)
    await handle.write(piece)
  }
  await handle.close()
  return { file: new File([await openAsBlob(path)], 'film.bin'), hash: hash.digest('hex') }
}

/** The hash of what is at a URL. */
export async function hashAt(url: URL): Promise<string> {
  const hash = createHash('sha256')
  const [response] = (await once(get(url), 'response')) as [IncomingMessage]
  await pipeline(response, hash)
  return hash.digest('hex')
}
