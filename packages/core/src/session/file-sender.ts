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
  /** The id of the session; until the server has given it, that of its start. */
  readonly sessionId: string
  /** The id of its start, if that is known: a page before the server's answer has kept its files under it. */
  readonly startId?: string | undefined
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly logger: Logger
  /** Aborts when the session is over in this page. What was begun may go on in the next. */
  readonly signal: AbortSignal
  /**
   * Claims what pages share, by names that all of them use. Resolves with those that are this page's from now on, since it had them
   * or the page that had them is gone; with all where pages share nothing.
   */
  claim(names: readonly string[]): Promise<readonly string[]>
  /** There may be files to go on with: asks for the `unfinished` ones. */
  resume(): void
  /** Whether the visitor has signed out of the session, in any page. What was kept since then is to be removed. */
  isSignedOut(): boolean | Promise<boolean>
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
  /**
   * Resolves with what the message says of the file. The same file may be uploaded again, after a failure. Rejects with an
   * `AbortError` once another page goes on with it, or its message is `settled`: this page shows it no longer.
   */
  upload(file: OutgoingFile, upload: FileUpload): Promise<FileDescription>
  /** What other pages have not finished, oldest first: each in one page, as long as that lives. */
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
