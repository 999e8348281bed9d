import { EventEmitter } from 'node:events'
import type { Logger } from '@chat-transport/core'

/** The library's answer to a frame. If it has no `body`, `status` says why. */
export interface BayeuxReply {
  readonly status: number
  readonly body?: string
}

/**
 * Stands for the HTTP response that the library writes to. It ignores headers: the library only sets a content type and a
 * cookie.
 */
export class ExchangeResponse extends EventEmitter {
  statusCode = 200
  readonly socket = { destroyed: false }
  readonly #logger: Logger
  #end: ((reply: BayeuxReply) => void) | undefined

  constructor(end: (reply: BayeuxReply) => void, logger: Logger) {
    super()
    this.#end = end
    this.#logger = logger
  }

  setHeader(): void {}

  end(body?: string): void {
    const end = this.#end
    this.#end = undefined
    end?.({ status: this.statusCode, ...(body && { body }) })
    // The library keeps the request until this event.
    this.emit('finish')
  }

  /** Answers the frame after the library, or code it called, has thrown. */
  fail(error: unknown): void {
    this.#logger.error('unable to answer a frame', error)
    this.statusCode = 500
    this.end()
  }
}
