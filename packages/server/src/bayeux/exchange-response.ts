import { EventEmitter } from 'node:events'
import type { Logger } from '@chat-transport/core'

/** The library's answer to a frame. Without a `body` it had none to give, and `status` says why. */
export interface BayeuxReply {
  readonly status: number
  readonly body?: string
}

/**
 * What the library takes for the HTTP response to a frame. Headers go nowhere: the only ones it sets are a content type
 * and a cookie.
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
    // Only then does the library let go of the request.
    this.emit('finish')
  }

  /** The library, or what it called, threw: the frame is answered all the same. */
  fail(error: unknown): void {
    this.#logger.error('A frame could not be answered.', error)
    this.statusCode = 500
    this.end()
  }
}
