import { checkOptions, type FileHost, type FileSender, type FileUpload } from '@chat-transport/core'
import { keptUploadsGuards, openKeptUploads, type KeptUploadsOptions } from './kept-uploads.ts'
import { openSessionUploads, type UnfinishedUpload } from './session-uploads.ts'
import type { UploadProgress } from './upload-options.ts'

/** Uploads the files of a session, for `createChat({ files })`. Throws a `TypeError` or `RangeError` that names a bad option. */
export function createFileSender(host: FileHost, options: KeptUploadsOptions = {}): FileSender {
  checkOptions('createFileSender', options, keptUploadsGuards)
  const { clock, network, logger } = host
  const uploads = openSessionUploads({
    clock,
    network,
    logger,
    ...options,
    uploads: host.uploads,
    pause: host.signal,
    get sessionId() {
      return host.sessionId
    },
  })
  const left = new Map<string, UnfinishedUpload>()

  return {
    upload({ key, file, name, type, caption }, { signal, onProgress }) {
      const callbacks = { signal, onProgress: inHundredths(onProgress) }
      const data = caption === undefined ? {} : { data: { caption } }
      return left.get(key)?.resume(callbacks) ?? uploads.upload(file, { key, name, type, ...data, ...callbacks })
    },
    async unfinished() {
      const all = await uploads.unfinished()
      for (const upload of all) left.set(upload.key, upload)
      return all.map(({ key, file, name, type, data }) => {
        const { caption } = (data ?? {}) as { readonly caption?: string }
        return { key, file, name, type, caption }
      })
    },
    settled(key) {
      left.delete(key)
      return uploads.settled(key)
    },
  }
}

/** Removes all files that are kept in this browser, of all sessions. */
export async function forgetFiles(options: KeptUploadsOptions = {}): Promise<void> {
  checkOptions('forgetFiles', options, keptUploadsGuards)
  return openKeptUploads(options).forget()
}

/** Tells each hundredth once. */
function inHundredths(onProgress: FileUpload['onProgress']): (told: UploadProgress) => void {
  let told = 0
  return ({ sentBytes, totalBytes }) => {
    const progress = totalBytes === 0 ? 1 : Math.floor((100 * sentBytes) / totalBytes) / 100
    if (progress === told) return
    told = progress
    onProgress(progress)
  }
}
