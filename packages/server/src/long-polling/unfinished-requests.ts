import type { IncomingMessage } from 'node:http'
import type { FrontSettings } from '../chat-server-options.ts'
import { readBody } from '../http/request-body.ts'
import type { AddressQuota, KeptBytes } from '../line/address-quotas.ts'

/** Who answers for what is kept of a body. */
export interface BodyKeeper {
  readonly quota: AddressQuota
  readonly kept: KeptBytes
}

/**
 * Reads the bodies of requests. One whose end has not come has no place among the requests and lines of others: if there are
 * too many, the oldest of them is ended, and a newcomer is served.
 */
export class UnfinishedRequests {
  readonly #settings: FrontSettings
  /** The oldest first, as the functions that end them. */
  readonly #unfinished = new Set<() => void>()

  constructor(settings: FrontSettings) {
    this.#settings = settings
  }

  async read(request: IncomingMessage, { quota, kept }: BodyKeeper): ReturnType<typeof readBody> {
    const { clock, maxFrameBytes, bodyTimeoutMs, maxConnections } = this.#settings
    let ended = () => undefined as void
    const body = await readBody(request, {
      clock,
      maxBytes: maxFrameBytes,
      timeoutMs: bodyTimeoutMs,
      keep: (bytes) => kept.keep(bytes),
      began: (giveUp) => {
        const [oldest] = this.#unfinished
        if (this.#unfinished.size >= maxConnections) oldest?.()
        this.#unfinished.add(giveUp)
        const endedForAddress = quota.began(giveUp)
        ended = () => {
          this.#unfinished.delete(giveUp)
          endedForAddress()
        }
      },
    })
    ended()
    return body
  }
}
