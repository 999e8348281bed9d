import { checkArgument, guards } from '@chat-transport/core'
import type { FileDescription, MessageContent, Uploads } from '@chat-transport/core'
import { executionFailed, incorrectParameter } from '../commands/refusal.ts'
import type { Device } from '../store/session-store.ts'
import { uploadToken } from '../visitor/upload-tokens.ts'
import type { AttachContext } from '../visitor/visitor-line.ts'
import type { FileMeta, FileSource, SessionFiles } from './session-files.ts'

const keeper = guards.methods('offer', 'find', 'claim', 'add', 'removed')

/** The files of this back end's sessions, once a front has brought a place to keep them. */
export class FileService {
  #keeper: SessionFiles | undefined

  /** From now on files are kept there. Returns the function that ends it. */
  use(given: SessionFiles): () => void {
    checkArgument('useFiles files', given, keeper)
    if (this.#keeper) throw new Error('unable to use these files: the back end has another place for files already')
    this.#keeper = given
    return () => {
      if (this.#keeper === given) this.#keeper = undefined
    }
  }

  /** The part of an attach answer that is about uploads. */
  uploadsFor(sessionId: string, device: Device, context: AttachContext): { readonly uploads?: Uploads } {
    return this.#keeper ? { uploads: { ...this.#keeper.offer(context), token: uploadToken(sessionId, device) } } : {}
  }

  /**
   * Content that names a file, with what the server knows of the file in place of what somebody says. Other content as it is.
   * Rejects with a `ChatRefusal` (3) for a file that this session does not have.
   */
  async describe<Content extends MessageContent>(sessionId: string, content: Content): Promise<Content> {
    if (content.type !== 'file') return content
    if (!this.#keeper) throw incorrectParameter('content.type: this server takes no files')
    const file = await this.#keeper.find(sessionId, content.file.id)
    if (!file) throw incorrectParameter('content.file.id names no upload of this session that is complete and accepted')
    return { ...content, file }
  }

  /** The content is about to be committed. */
  async claim(sessionId: string, content: MessageContent): Promise<void> {
    if (content.type === 'file') await this.#keeper?.claim(sessionId, content.file.id)
  }

  async add(sessionId: string, content: FileSource, meta: FileMeta): Promise<FileDescription> {
    if (!this.#keeper) throw executionFailed('this server keeps no files')
    const file = await this.#keeper.add(sessionId, content, meta)
    await this.#keeper.claim(sessionId, file.id)
    return file
  }

  removed(sessionId: string): void {
    this.#keeper?.removed(sessionId)
  }
}
