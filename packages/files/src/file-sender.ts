import type { FileHost, FileSender, FileUpload } from '@chat-transport/core'
import { keptUploads, type KeptUploadsOptions } from './kept-uploads.ts'
import { sessionUploads, type UnfinishedUpload } from './session-uploads.ts'
import type { UploadProgress } from './upload-options.ts'

/** Uploads the files of a session, for `createChat({ files })`. */
export function createFileSender(host: FileHost, options: KeptUploadsOptions = {}): FileSender {
  const { clock, network, logger } = host
  const uploads = sessionUploads({
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
export const forgetFiles = (options?: KeptUploadsOptions): Promise<void> => keptUploads(options).forget()

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
