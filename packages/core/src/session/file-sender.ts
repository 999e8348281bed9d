import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { NetworkStatus } from '../platform/network-status.ts'
import type { SendMessage, Uploads } from '../protocol/protocol.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'

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
  /** Shows a message that is being uploaded. Its id is the upload's key, also for all that follows. */
  show(command: SendMessage): void
  progress(key: string, progress: number): void
  /** The file has arrived: its message goes out. */
  submit(command: SendMessage): Promise<TranscriptEntry>
  failed(key: string, error: unknown): void
  removed(key: string): void
  /** Whether the message is on its way, or sent. */
  has(key: string): boolean
}

/** Sends the files of one session. */
export interface FileSender {
  send(file: Blob, options: SendFileOptions): Promise<TranscriptEntry>
  /** Goes on with what pages before this one have not finished. */
  resume(): Promise<void>
  /** Sends again what has failed. `undefined`: there is no such file. */
  retry(key: string): Promise<TranscriptEntry> | undefined
  /** Gives up a file that is being uploaded, or has failed. False: there is no such file. */
  discard(key: string): boolean
}

/** `@chat-transport/files`, or what takes its place. */
export interface FilesModule {
  createFileSender(host: FileHost): FileSender
  /** Removes all that is kept of files in this browser. */
  forgetFiles(): Promise<void>
}
export type LoadFiles = () => FilesModule | Promise<FilesModule>
