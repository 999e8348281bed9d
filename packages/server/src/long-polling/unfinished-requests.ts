import type { IncomingMessage } from 'node:http'
import type { FrontSettings } from '../chat-server-options.ts'
import { readBody } from '../http/request-body.ts'
import type { AddressQuota, KeptBytes } from '../line/address-quotas.ts'
import { OldestGivesWay } from '../line/oldest-gives-way.ts'

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
  readonly #unfinished: OldestGivesWay

  constructor(settings: FrontSettings) {
    this.#settings = settings
    this.#unfinished = new OldestGivesWay(settings.maxConnections)
  }

  async read(request: IncomingMessage, { quota, kept }: BodyKeeper): ReturnType<typeof readBody> {
    const { clock, maxFrameBytes, bodyTimeoutMs } = this.#settings
    let places: (() => void)[] = []
    const leave = () => places.forEach((giveBack) => giveBack())
    const body = await readBody(request, {
      clock,
      maxBytes: maxFrameBytes,
      timeoutMs: bodyTimeoutMs,
      keep: (bytes) => kept.keep(bytes),
      began: (giveUp) => {
        const end = () => {
          leave()
          giveUp()
        }
        // The oldest of its address goes first: then none of another address has to.
        places = [quota.unfinished, this.#unfinished].map((held) => held.add(end))
      },
    })
    leave()
    return body
  }
}
