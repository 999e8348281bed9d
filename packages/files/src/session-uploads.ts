import { ChatError, checkOptions, ErrorCode, guards, type FileDescription, type Uploads } from '@chat-transport/core'
import { keptUploadsGuards, openKeptUploads, type KeptUpload, type KeptUploadsOptions } from './kept-uploads.ts'
import { UploadFailure } from './upload-failure.ts'
import { uploadFile } from './upload-file.ts'
import {
  fileGuards,
  randomKey,
  uploadCallbackGuards,
  uploadEnvironmentGuards,
  type UploadEnvironment,
  type UploadOptions,
} from './upload-options.ts'

/** Which session’s uploads, and where they go. */
export interface SessionUploadsOptions extends UploadEnvironment, KeptUploadsOptions {
  /** Read when an upload begins. */
  readonly sessionId: string
  /** Ends what runs, with its reason, for the page that comes next: it goes on there. */
  readonly pause?: AbortSignal
  /**
   * Gives the `uploads` of the session's newest attach answer, its URL absolute. `refused`: the token of the one it gave before is
   * not valid any more, so another attach answer is to be waited for.
   */
  readonly uploads: (request: { readonly refused: boolean }) => Uploads | Promise<Uploads>
}

/** What one upload of a session takes. */
export interface SessionUploadOptions extends Pick<UploadOptions, 'key' | 'signal' | 'onProgress' | 'onRetry'> {
  /** @default the file's own, or `'file'` */
  readonly name?: string
  /** @default the file's own */
  readonly type?: string
  /** Kept with the file over a reload: a JSON value. */
  readonly data?: unknown
}

/** A file that a page before this one has not sent to the end. */
export interface UnfinishedUpload extends Omit<KeptUpload, 'uploadUrl'> {
  /** Goes on at the byte where it was. */
  resume(options?: Pick<SessionUploadOptions, 'signal' | 'onProgress' | 'onRetry'>): Promise<FileDescription>
}

/** The uploads of one session. */
export interface SessionUploads {
  /**
   * Uploads a file. Rejects with a `ChatError`, before anything is sent, when the server has said that it does not take it (3).
   * Once the message that names the file is in the outbox, call `settled` with the same key.
   */
  upload(file: Blob, options?: SessionUploadOptions): Promise<FileDescription>
  /** What pages before this one have not finished, oldest first. */
  unfinished(): Promise<readonly UnfinishedUpload[]>
  /** The file is not needed any more: its message is on its way, or it was given up. */
  settled(key: string): Promise<void>
  /** Forgets all files that are kept for a reload, as at sign-out. */
  forget(): Promise<void>
}

const optionGuards = {
  ...uploadEnvironmentGuards,
  ...keptUploadsGuards,
  sessionId: guards.string,
  pause: guards.optional(guards.signal),
  uploads: guards.aFunction,
}
const uploadGuards = { ...uploadCallbackGuards, ...fileGuards, data: () => undefined }

/** Uploads with a memory: what was begun in one page goes on in the next. Throws a `TypeError` or `RangeError` that names a bad option. */
export function sessionUploads(options: SessionUploadsOptions): SessionUploads {
  checkOptions('sessionUploads', options, optionGuards)
  return openSessionUploads(options)
}

/** The same with options that are checked already. */
export function openSessionUploads(options: SessionUploadsOptions): SessionUploads {
  const { uploads } = options
  const kept = openKeptUploads(options)

  async function run(begun: Omit<KeptUpload, 'sessionId'>, given: SessionUploadOptions): Promise<FileDescription> {
    const offer = await uploads({ refused: false })
    if (options.pause?.aborted) throw options.pause.reason // Meanwhile the visitor may have signed out: nothing is kept from here on.
    const upload = { ...begun, sessionId: options.sessionId }
    requireTaken(upload, offer)
    await kept.keep(upload)
    try {
      return await uploadFile(upload.file, {
        ...environmentOf(options),
        ...callbacksOf(given),
        url: offer.url,
        token: async (request) => (await uploads(request)).token,
        name: upload.name,
        type: upload.type,
        key: upload.key,
        ...(isThere(upload, offer) && { uploadUrl: upload.uploadUrl }),
        onCreated: (uploadUrl) => void kept.keep({ ...upload, uploadUrl }),
      })
    } catch (cause) {
      // Any other failure may be that of a page which goes away: the next one is to go on.
      const isRefused = ChatError.is(cause) && cause.cause instanceof UploadFailure
      if (isRefused || given.signal?.aborted) await kept.remove(upload.key)
      throw cause
    }
  }

  return {
    async upload(file, given = {}) {
      checkOptions('upload', given, uploadGuards)
      const { name = nameOf(file), type = file.type, key = randomKey(), data } = given
      return run({ key, name, type, file, ...(data !== undefined && { data }) }, given)
    },
    async unfinished() {
      const left = await kept.list(options.sessionId)
      return left.map((upload) => ({
        ...upload,
        async resume(given = {}) {
          checkOptions('resume', given, uploadCallbackGuards)
          return run(upload, given)
        },
      }))
    },
    settled: (key) => kept.remove(key),
    forget: () => kept.forget(),
  }
}

/** The server would say the same, after a round trip. Types it judges itself: it knows their other names. */
function requireTaken({ file }: KeptUpload, { maxBytes }: Uploads): void {
  if (file.size <= maxBytes) return
  const why = `it has ${file.size} bytes, and the server takes ${maxBytes}`
  throw new ChatError(ErrorCode.incorrectParameter, `unable to upload the file: ${why}`)
}

/** Where the server is now. Elsewhere, the key finds the upload again, and no token goes to another server. */
const isThere = ({ uploadUrl }: KeptUpload, { url }: Uploads) =>
  uploadUrl !== undefined && new URL(uploadUrl).origin === new URL(url).origin

const nameOf = (file: Blob) => (file instanceof File && file.name) || 'file'

const environmentOf = ({ fetch, clock, network, pause }: SessionUploadsOptions) => ({
  ...(pause && { pause }),
  ...(fetch && { fetch }),
  ...(clock && { clock }),
  ...(network && { network }),
})

const callbacksOf = ({ signal, onProgress, onRetry }: SessionUploadOptions) => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
  ...(onRetry && { onRetry }),
})
