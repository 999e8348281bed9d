import { ChatError, checkOptions, ErrorCode, guards, type FileDescription, type Uploads } from '@chat-transport/core'
import { anyOf } from './any-of.ts'
import { keptUploadsGuards, openKeptUploads, type KeptUpload, type KeptUploadsOptions } from './kept-uploads.ts'
import { remedyOf, UploadFailure } from './upload-failure.ts'
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
  /** Read when an upload begins, and again when the server has answered. Until then it may be the id of the session's start. */
  readonly sessionId: string
  /** The id of the session's start: what was kept before the server had answered is found by it. */
  readonly startId?: string | undefined
  /** Whether the visitor has signed out, in any page. Asked after each write: what is kept then is removed. @default never */
  readonly isSignedOut?: () => boolean | Promise<boolean>
  /** Ends what runs, with its reason, for the page that comes next: it goes on there. */
  readonly pause?: AbortSignal
  /**
   * Gives the `uploads` of the session's newest attach answer, its URL absolute. `refused`: the token of the one it gave before is
   * not valid any more, so another attach answer is to be waited for.
   */
  readonly uploads: (request: { readonly refused: boolean }) => Uploads | Promise<Uploads>
}

/** What one upload of a session takes. */
export interface SessionUploadOptions extends Pick<
  UploadOptions,
  'key' | 'signal' | 'pause' | 'onProgress' | 'onRetry'
> {
  /** @default the file's own, or `'file'` */
  readonly name?: string
  /** @default the file's own */
  readonly type?: string
  /** Kept with the file over a reload: a JSON value. */
  readonly data?: unknown
}

/** What ends an upload, and who is told of it. */
export type UploadControls = Pick<SessionUploadOptions, 'signal' | 'pause' | 'onProgress' | 'onRetry'>

/** A file that a page before this one has not sent to the end. */
export interface UnfinishedUpload extends Omit<KeptUpload, 'uploadUrl'> {
  /** Goes on at the byte where it was. */
  resume(options?: UploadControls): Promise<FileDescription>
}

/** The uploads of one session. */
export interface SessionUploads {
  /**
   * Uploads a file. Rejects with a `ChatError`, before anything is sent, when the server has said that it does not take it (3).
   * Once the message that names the file is in the outbox, call `settled` with the same key.
   */
  upload(file: Blob, options?: SessionUploadOptions): Promise<FileDescription>
  /**
   * What pages before this one have not finished, oldest first. Like `upload`, one rejects with an `AbortError` once another page has
   * sent it or given it up.
   */
  unfinished(): Promise<readonly UnfinishedUpload[]>
  /** The file is not needed any more: its message is on its way, or it was given up. */
  settled(key: string): Promise<void>
  /** Forgets all files that are kept for a reload, as at sign-out. */
  forget(): Promise<void>
}

interface Sending {
  readonly begun: KeptUpload
  readonly given: UploadControls
  readonly pause: AbortSignal
  readonly offer: Uploads
  /** Whether it is kept. */
  readonly keeping: Promise<boolean>
}

const optionGuards = {
  ...uploadEnvironmentGuards,
  ...keptUploadsGuards,
  sessionId: guards.string,
  startId: guards.optional(guards.string),
  isSignedOut: guards.optional(guards.aFunction),
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

  /** What is written once the visitor has signed out, in whichever page, goes again: that page cannot know of it. */
  async function stays(key: string, written: Promise<boolean>): Promise<boolean> {
    const isKept = await written
    if (!(await options.isSignedOut?.())) return isKept
    await kept.remove(key)
    return false
  }

  async function send({ begun, given, pause, offer, keeping }: Sending): Promise<FileDescription> {
    const { key, file, name, type } = begun
    const { url } = offer
    const isKept = await keeping
    if (pause.aborted) throw pause.reason
    requireTaken(file, offer)
    const { sessionId } = options
    if (isKept && sessionId !== begun.sessionId) await stays(key, kept.update(key, { sessionId }))
    const sent = await uploadFile(file, {
      ...environmentOf(options),
      ...callbacksOf(given),
      ...{ url, name, type, key, pause },
      token: async (request) => (await uploads(request)).token,
      ...(isThere(begun, offer) && { uploadUrl: begun.uploadUrl }),
      onCreated: (uploadUrl) => void (isKept && stays(key, kept.update(key, { uploadUrl }))),
    })
    if (isKept && !(await kept.has(key))) throw removedElsewhere()
    return sent
  }

  async function run(begun: KeptUpload, given: UploadControls, keeping: Promise<boolean>): Promise<FileDescription> {
    const scope = anyOf(options.pause, given.pause)
    const pause = scope.signal
    let offer: Uploads | undefined
    try {
      offer = await uploads({ refused: false })
      return await send({ begun, given, pause, offer, keeping })
    } catch (cause) {
      // Any other failure may be that of a page which goes away, or pass: the next page is to go on.
      const isOver = given.signal?.aborted || isRefused(cause) || (!offer && !pause.aborted)
      if (isOver) await kept.remove(begun.key)
      throw cause
    } finally {
      scope.abort() // The signals outlive the upload: nothing of it stays with them.
    }
  }

  return {
    async upload(file, given = {}) {
      checkOptions('upload', given, uploadGuards)
      const { name = nameOf(file), type = file.type, key = randomKey(), data } = given
      const { sessionId } = options
      const begun = { key, sessionId, name, type, file, ...(data !== undefined && { data }) }
      return run(begun, given, stays(key, kept.keep(begun)))
    },
    async unfinished() {
      const { sessionId, startId = sessionId } = options
      const resume = async (upload: KeptUpload, given: UploadControls = {}) => {
        checkOptions('resume', given, uploadCallbackGuards)
        if (!(await kept.has(upload.key))) throw removedElsewhere()
        return run(upload, given, Promise.resolve(true))
      }
      const left = await kept.list(sessionId, startId)
      return left.map((upload) => ({ ...upload, resume: (given) => resume(upload, given) }))
    },
    settled: (key) => kept.remove(key),
    forget: () => kept.forget(),
  }
}

/** The server has refused it, and would do so again. */
const isRefused = (cause: unknown) =>
  ChatError.is(cause) && cause.cause instanceof UploadFailure && remedyOf(cause.cause) === 'over'

const removedElsewhere = () =>
  new DOMException('unable to send the file: another page has sent it or given it up', 'AbortError')

/** The server would say the same, after a round trip. Types it judges itself: it knows their other names. */
function requireTaken({ size }: Blob, { maxBytes }: Uploads): void {
  if (size <= maxBytes) return
  const why = `unable to upload the file: it has ${size} bytes, and the server takes ${maxBytes}`
  throw new ChatError(ErrorCode.incorrectParameter, why, { cause: new UploadFailure(why, { status: 413 }) })
}

/** Where the server is now. Elsewhere, the key finds the upload again, and no token goes to another server. */
const isThere = ({ uploadUrl }: KeptUpload, { url }: Uploads) =>
  uploadUrl !== undefined && new URL(uploadUrl).origin === new URL(url).origin

const nameOf = (file: Blob) => (file instanceof File && file.name) || 'file'

const environmentOf = ({ fetch, clock, network }: SessionUploadsOptions) => ({
  ...(fetch && { fetch }),
  ...(clock && { clock }),
  ...(network && { network }),
})

const callbacksOf = ({ signal, onProgress, onRetry }: UploadControls) => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
  ...(onRetry && { onRetry }),
})
