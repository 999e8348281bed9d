import type { Logger } from '@chat-transport/core'
import type { DropReason } from '../visitor/visitor-line.ts'

const shownCharacters = 36

/** An id for the log. A page may choose its ids, so line breaks and the like are replaced. */
const loggedId = (id: string | undefined, length = shownCharacters) =>
  (id ?? 'without id').slice(0, length).replace(/[^\w .:/-]/g, '?')

/** Enough of a page's random id to tell pages apart. */
const shortId = (pageId: string) => loggedId(pageId, 8)

/** The life of one session as lines of a log. No line has a secret, a name or anything that was said. */
export class SessionLog {
  readonly #logger: Logger
  readonly #session: string

  constructor(logger: Logger, sessionId: string) {
    this.#logger = logger
    this.#session = `session ${loggedId(sessionId)}`
  }

  started(): void {
    this.#logger.info(`${this.#session}: started`)
  }

  joined(): void {
    this.#logger.info(`${this.#session}: another device of its user joins`)
  }

  deviceForgotten(): void {
    this.#logger.info(`${this.#session}: a device gives way to another`)
  }

  attached(pageId: string, at: { readonly after: number; readonly head: number; readonly epoch: number }): void {
    const { after, head, epoch } = at
    this.#logger.info(`${this.#session}: page ${shortId(pageId)} attached after ${after}, head ${head}, epoch ${epoch}`)
  }

  confirmed(pageId: string): void {
    this.#logger.debug(`${this.#session}: page ${shortId(pageId)} has its answer`)
  }

  /** `attached()` follows. */
  replaced(pageId: string, newerPageId: string): void {
    if (pageId === newerPageId) this.#logger.debug(`${this.#session}: page ${shortId(pageId)} gets a new line`)
    else this.#logger.info(`${this.#session}: taken over by page ${shortId(newerPageId)} from ${shortId(pageId)}`)
  }

  refusedPage(pageId: string): void {
    this.#logger.info(`${this.#session}: page ${shortId(pageId)} refused, another page holds the session`)
  }

  detached(pageId: string): void {
    this.#logger.info(`${this.#session}: page ${shortId(pageId)} detached`)
  }

  loginExpired(pageId: string): void {
    this.#logger.info(`${this.#session}: the log-in of page ${shortId(pageId)} has expired`)
  }

  lineFailed(reason: DropReason, cause: unknown): void {
    this.#logger.warn(`${this.#session}: a line cannot go on: ${reason}`, ...(cause === undefined ? [] : [cause]))
  }

  handedOver(): void {
    this.#logger.info(`${this.#session}: another server of the store has it now`)
  }

  accepted(type: string, commandId: string | undefined): void {
    this.#logger.debug(`${this.#session}: ${type} ${loggedId(commandId)} accepted`)
  }

  repeated(type: string, commandId: string | undefined): void {
    this.#logger.debug(`${this.#session}: ${type} ${loggedId(commandId)} had been accepted before`)
  }

  refused(code: number, type: string, commandId: string | undefined): void {
    this.#logger.debug(`${this.#session}: ${type} ${loggedId(commandId)} refused with ${code}`)
  }

  commandFailed(cause: unknown): void {
    this.#logger.error(`${this.#session}: a command failed`, cause)
  }

  ended(): void {
    this.#logger.info(`${this.#session}: ended`)
  }

  /** The session is over in this process. */
  left(reason: DropReason | 'moved'): void {
    this.#logger.info(`${this.#session}: ${reason === 'ended' ? 'can no longer be read' : reason}`)
  }

  removalFailed(cause: unknown): void {
    this.#logger.warn(`${this.#session}: still in the store, its removal will be tried again`, cause)
  }
}
