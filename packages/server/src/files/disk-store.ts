import { mkdirSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadStore } from './file-options.ts'

/**
 * The folder of this server. Files that `isKnown` does not know were left behind by a process that ended abruptly, and are
 * removed.
 */
export async function ownDiskStore(directory: string, isKnown: (id: string) => boolean): Promise<UploadStore> {
  mkdirSync(directory, { recursive: true })
  const strays = readdirSync(directory).filter((file) => !isKnown(file.replace(/\.json$/, '')))
  await Promise.all(strays.map((file) => rm(join(directory, file), { force: true })))
  return diskStore(directory)
}

/** Files in a folder, by `@tus/file-store`: two for each upload, its bytes and a description. */
export async function diskStore(directory: string): Promise<UploadStore> {
  const { FileStore } = await import('@tus/file-store')
  class StoreInFolder extends FileStore {}
  // The folder is there. The store would look after it in the background, and end the process if that failed.
  Object.defineProperty(StoreInFolder.prototype, 'checkOrCreateDirectory', { value: () => undefined })
  return new StoreInFolder({ directory })
}

/** Whether nothing is left of an upload that the store says it does not have. */
export const isGone = (cause: unknown): boolean => {
  const status = (cause as { readonly status_code?: number } | undefined)?.status_code
  return status === 404 || status === 410
}
