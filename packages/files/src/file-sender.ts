import { checkOptions, type FileHost, type FileSender, type FileUpload } from '@chat-transport/core'
import { keptUploadsGuards, openKeptUploads, type KeptUploadsOptions } from './kept-uploads.ts'
import { openSessionUploads, type UnfinishedUpload } from './session-uploads.ts'
import type { UploadProgress } from './upload-options.ts'

/** How often it is looked whether the page is gone that another file is being uploaded in. */
const lookAgainMs = 10_000

/**
 * Uploads the files of a session, for `createChat({ files })`: each in one page at a time, of those that share what is kept. Throws a
 * `TypeError` or `RangeError` that names a bad option.
 */
export function createFileSender(host: FileHost, options: KeptUploadsOptions = {}): FileSender {
  checkOptions('createFileSender', options, keptUploadsGuards)
  const { clock, network, logger } = host
  const uploads = openSessionUploads({
    clock,
    network,
    logger,
    ...options,
    uploads: host.uploads,
    isSignedOut: host.isSignedOut,
    pause: host.signal,
    get sessionId() {
      return host.sessionId
    },
    get startId() {
      return host.startId
    },
  })
  const left = new Map<string, UnfinishedUpload>()
  /** What is being uploaded here, and what leaves it to others. */
  const running = new Map<string, AbortController>()
  let stopTimer: () => void = () => undefined
  const unsubscribe = network.subscribe((change) => change === 'visible' && host.resume())
  host.signal.addEventListener('abort', () => {
    stopTimer()
    unsubscribe()
  })

  const claim = async (keys: readonly string[]) => {
    const claimed = await host.claim(keys.map(claimName))
    return keys.filter((key) => claimed.includes(claimName(key)))
  }
  const leave = (key: string) => running.get(key)?.abort(new DOMException('another page has the file', 'AbortError'))

  return {
    async upload({ key, file, name, type, caption }, { signal, onProgress }) {
      const pause = new AbortController()
      const controls = { signal, pause: pause.signal, onProgress: inHundredths(onProgress) }
      const data = caption === undefined ? {} : { data: { caption } }
      const begun = left.get(key)
      left.delete(key)
      running.set(key, pause)
      try {
        await claim([key]) // Before it is kept, where another page may find it.
        if (host.signal.aborted) throw host.signal.reason
        return await (begun?.resume(controls) ?? uploads.upload(file, { key, name, type, ...data, ...controls }))
      } finally {
        if (running.get(key) === pause) running.delete(key)
      }
    },
    async unfinished() {
      stopTimer()
      const found = (await uploads.unfinished()).map(({ key }) => key)
      const ours = await claim(found)
      const others = found.filter((key) => !ours.includes(key))
      others.forEach(leave)
      if (others.length > 0 && !host.signal.aborted) stopTimer = clock.after(lookAgainMs, host.resume)
      const isNew = ({ key }: UnfinishedUpload) => ours.includes(key) && !running.has(key)
      // Meanwhile the page that had one may have sent it, or given it up.
      const all = ours.every((key) => running.has(key)) ? [] : (await uploads.unfinished()).filter(isNew)
      for (const upload of all) left.set(upload.key, upload)
      return all.map(({ key, file, name, type, data }) => {
        const { caption } = (data ?? {}) as { readonly caption?: string }
        return { key, file, name, type, caption }
      })
    },
    settled(key) {
      left.delete(key)
      leave(key)
      return uploads.settled(key)
    },
  }
}

/** What pages of every version have to agree on. */
const claimName = (key: string) => `file.${key}`

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
