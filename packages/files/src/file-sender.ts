import type {
  FileDescription,
  FileHost,
  FileSender,
  SendFileOptions,
  SendMessage,
  TranscriptEntry,
} from '@chat-transport/core'
import { keptUploads, type KeptUploadsOptions } from './kept-uploads.ts'
import { sessionUploads, type UnfinishedUpload } from './session-uploads.ts'
import { randomKey } from './upload-options.ts'

/** A file whose message is not on its way yet. */
interface Sending {
  readonly key: string
  readonly caption: string | undefined
  readonly scope: AbortController
  readonly description: Omit<FileDescription, 'id'>
  upload(options: UploadCallbacks): Promise<FileDescription>
  readonly onProgress: SendFileOptions['onProgress']
}
interface UploadCallbacks {
  readonly signal: AbortSignal
  onProgress(told: { readonly sentBytes: number; readonly totalBytes: number }): void
}

/** Uploads the files of a session, then sends the messages that name them: for `createChat({ files })`. */
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
  const all = new Map<string, Sending>()

  const give = (sending: Sending) => {
    all.delete(sending.key)
    host.removed(sending.key)
    void uploads.settled(sending.key)
  }

  async function run(sending: Sending): Promise<TranscriptEntry> {
    const { key, scope, description } = sending
    all.set(key, sending)
    host.show(messageOf(sending, { id: '', ...description }))
    try {
      const file = await sending.upload({ signal: scope.signal, onProgress: progressOf(sending, host) })
      const sent = host.submit(messageOf(sending, file))
      all.delete(key)
      // Until the server has the message, or refuses it, a reload finds the file, and sends the message under the same id.
      const settled = () => host.signal.aborted || void uploads.settled(key)
      void sent.then(settled, settled)
      return await sent
    } catch (error) {
      if (host.signal.aborted || !all.has(key)) throw error
      if (scope.signal.aborted) give(sending)
      else host.failed(key, error)
      throw error
    }
  }

  function resumed({ key, name, type, file, data, resume }: UnfinishedUpload): Sending {
    const { caption } = (data ?? {}) as { readonly caption?: string }
    const description = { name, type, bytes: file.size }
    return { key, caption, description, scope: new AbortController(), onProgress: undefined, upload: resume }
  }

  return {
    send(file, { caption, signal, onProgress, ...named }) {
      const { name = 'name' in file && file.name ? String(file.name) : 'file', type = file.type } = named
      const key = randomKey()
      if (signal?.aborted) return Promise.reject(signal.reason as Error)
      const giveUp = () => all.get(key)?.scope.abort(signal?.reason)
      signal?.addEventListener('abort', giveUp, { signal: host.signal })
      const scope = new AbortController()
      const data = caption === undefined ? {} : { data: { caption } }
      const upload: Sending['upload'] = (callbacks) => uploads.upload(file, { key, name, type, ...data, ...callbacks })
      return run({ key, caption, scope, description: { name, type, bytes: file.size }, onProgress, upload })
    },
    async resume() {
      for (const left of await uploads.unfinished()) {
        if (host.signal.aborted) return
        if (host.has(left.key)) void uploads.settled(left.key)
        else if (!all.has(left.key)) run(resumed(left)).catch(() => undefined) // its entry tells
      }
    },
    retry(key) {
      const sending = all.get(key)
      return sending && run({ ...sending, scope: new AbortController() })
    },
    discard(key) {
      const sending = all.get(key)
      if (!sending) return false
      sending.scope.abort(new DOMException('the file was discarded', 'AbortError'))
      give(sending)
      return true
    },
  }
}

/** Removes all files that are kept in this browser, of all sessions. */
export const forgetFiles = (options?: KeptUploadsOptions): Promise<void> => keptUploads(options).forget()

const messageOf = ({ key, caption }: Sending, file: FileDescription): SendMessage => ({
  type: 'SendMessage',
  id: key,
  content: { type: 'file', file, ...(caption !== undefined && { text: caption }) },
})

/** Tells each hundredth once. */
function progressOf({ key, onProgress }: Sending, host: FileHost): UploadCallbacks['onProgress'] {
  let told = 0
  return ({ sentBytes, totalBytes }) => {
    const progress = totalBytes === 0 ? 1 : Math.floor((100 * sentBytes) / totalBytes) / 100
    if (progress === told) return
    told = progress
    host.progress(key, progress)
    onProgress?.(progress)
  }
}
