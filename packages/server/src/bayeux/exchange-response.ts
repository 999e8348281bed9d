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
    this.#answer({ status: this.statusCode, ...(body && { body }) })
  }

  /** Answers the frame after the library, or code it called, has thrown. */
  fail(error: unknown): void {
    this.#answer(failedExchange(error, this.#logger))
  }

  #answer(reply: BayeuxReply): void {
    const end = this.#end
    this.#end = undefined
    end?.(reply)
    // The library keeps the request until this event.
    this.emit('finish')
  }
}

/** The answer to a frame when the code that handles it has thrown. */
export function failedExchange(error: unknown, logger: Logger): BayeuxReply {
  logger.error('unable to answer a frame', error)
  return { status: 500 }
}
