import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { NetworkStatus } from '../platform/network-status.ts'
import type { FileDescription } from '../protocol/message-content.ts'
import type { Uploads } from '../protocol/protocol.ts'

/** What `sendFile` takes besides the file. */
export interface SendFileOptions {
  /** What is said about the file. */
  readonly caption?: string
  /** @default the file's own, or `'file'` */
  readonly name?: string
  /**
   * The media type. The server checks it against the bytes.
   * @default the file's own
   */
  readonly type?: string
  /** Gives the file up, as long as its message is not on its way. */
  readonly signal?: AbortSignal
  /** 0 to 1. The entry's `progress` shows the same. */
  readonly onProgress?: (progress: number) => void
}

/** What sends files for a session is given of it. */
export interface FileHost {
  /** Empty until the session is attached. */
  readonly sessionId: string
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly logger: Logger
  /** Aborts when the session is over in this page. What was begun may go on in the next. */
  readonly signal: AbortSignal
  /** The uploads of the newest attach answer, or with `refused`, whose token is not valid any more, of the next one. */
  uploads(request: { readonly refused: boolean }): Promise<Uploads>
}

/** A file that the visitor sends. Its entry is in the transcript. */
export interface OutgoingFile {
  /** The key of its entry and the id of its message, in every page. */
  readonly key: string
  readonly file: Blob
  readonly name: string
  readonly type: string
  readonly caption: string | undefined
}

/** A file to be uploaded, and who is told of it. */
export interface FileUpload {
  /** Gives the file up: nothing of it is to stay, here or at the server. */
  readonly signal: AbortSignal
  /** 0 to 1. */
  onProgress(progress: number): void
}

/** Uploads the files of one session. */
export interface FileSender {
  /** Resolves with what the message says of the file. The same file may be uploaded again, after a failure. */
  upload(file: OutgoingFile, upload: FileUpload): Promise<FileDescription>
  /** What pages before this one have not finished, oldest first. */
  unfinished(): Promise<readonly OutgoingFile[]>
  /** The message has arrived, or was given up: nothing of its file is to be kept. */
  settled(key: string): Promise<void>
}

/** `@chat-transport/files`, or what takes its place. */
export interface FilesModule {
  /** Makes what sends the files of one session. */
  createFileSender(host: FileHost): FileSender
  /** Removes all that is kept of files in this browser. */
  forgetFiles(): Promise<void>
}
/** Loads what sends files, with the first one: `() => import('@chat-transport/files')`. */
export type LoadFiles = () => FilesModule | Promise<FilesModule>
