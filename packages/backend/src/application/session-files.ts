import type { FileDescription, Uploads } from '@chat-transport/core'
import type { AttachContext } from '../visitor/visitor-line.ts'

/** The bytes of a file: a stream of Node is one of these. */
export type FileSource = AsyncIterable<Uint8Array> | Uint8Array

/** What the sender of a file says about it. */
export interface FileMeta {
  readonly name: string
  /**
   * The media type. It has to agree with the bytes.
   * @default what the bytes show
   */
  readonly type?: string
}

/**
 * Where the files of sessions are kept: what a front that takes uploads gives to `backend.useFiles`. The back end decides which
 * session an upload is for, and how long that session lives; it sees no byte of a file.
 */
export interface SessionFiles {
  /** What the answer to an attach says of uploads. The back end adds the token. */
  offer(context: AttachContext): Omit<Uploads, 'token'>
  /** The file of this session, if it has come as a whole and was found good. A promise, if it has to be looked up. */
  find(sessionId: string, fileId: string): FileDescription | undefined | Promise<FileDescription | undefined>
  /**
   * A message that names the file is about to be committed: it is kept as long as the session from now on. Rejects with a
   * `ChatRefusal` when the file is gone meanwhile. A message that is sent again claims its file again, which changes nothing.
   */
  claim(sessionId: string, fileId: string): Promise<void>
  /** Takes a file from an agent. Rejects with a `ChatRefusal` when it is refused. */
  add(sessionId: string, content: FileSource, meta: FileMeta): Promise<FileDescription>
  /** The session is forgotten, and its files are to be. */
  removed(sessionId: string): void
}

/** What the keeper of files asks the back end. */
export interface FileAccess {
  /** The session that this upload token is for, if files may be added to it. Rejects when the store cannot tell. */
  sessionOf(token: string): Promise<string | undefined>
  /** Whether the session is known still. Rejects when the store cannot tell. */
  isKnown(sessionId: string): Promise<boolean>
  /** No files are taken any more. */
  release(): void
}
