import type { IncomingMessage } from 'node:http'
import type { FrontSettings } from '../chat-server-options.ts'
import type { Instance } from '../instance/instance.ts'
import { hopHeader } from '../instance/send-hop.ts'
import { fileRefusals } from './file-refusal.ts'
import type { SharedFolder } from './shared-folder.ts'
import { watchTransfer, type Exchange } from './transfer.ts'

/** A server that is started anew is back within this time, and its uploads go on. Those of one that is gone begin anew. */
const longestRestartMs = 30_000
/** Pages ask more often than this. */
const forgottenAfterMs = 600_000

/** What an upload needs of the headers of a request: the rest is between the client and the first server. */
const handedOn = ['authorization', 'tus-resumable', 'content-type', 'content-length', 'upload-offset']

export interface UploadHopParts {
  readonly instance: Instance
  readonly settings: FrontSettings
  readonly shared: SharedFolder
}

/** A server has not answered, on the monotonic clock. */
interface Silence {
  readonly since: number
  readonly askedAt: number
}

/** Hands requests for an upload on to the server that has begun it: it alone writes its bytes, and looks at them. */
export class UploadHops {
  readonly #parts: UploadHopParts
  #told: 'nothing' | 'not shared' = 'nothing'
  readonly #silent = new Map<string, Silence>()

  constructor(parts: UploadHopParts) {
    this.#parts = parts
  }

  /** The other server that has begun the upload. Never for a request that was handed on: there is one hop, and no loop. */
  otherOf({ headers }: IncomingMessage, id: string): string | undefined {
    return headers[hopHeader] === undefined ? this.#parts.shared.otherOf(id) : undefined
  }

  /** Rejects with a `FileRefusal`: 503 while the other server may come back, and 404 when it is gone. */
  async handOn(exchange: Exchange, { address, other }: { address: string; other: string }): Promise<void> {
    const { instance, settings, shared } = this.#parts
    const { request, response } = exchange
    const origin = await shared.addressOf(other)
    if (origin === undefined) throw this.#notInFolder(other)
    watchTransfer(exchange, { clock: settings.clock, timeoutMs: settings.bodyTimeoutMs })
    const headers = Object.fromEntries(
      handedOn.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])),
    )
    const { method = '' } = request
    const { outcome, cause } = await instance.handOnStream({ request, response, address, method, headers }, origin)
    if (outcome === 'answered') return void this.#silent.delete(other)
    if (response.headersSent || response.destroyed) return void response.destroy()
    settings.logger.info(`unable to hand an upload on to server ${other}, its page tries again`, cause)
    throw this.#refusal(other)
  }

  #notInFolder(other: string) {
    if (this.#told === 'nothing')
      this.#parts.settings.logger.warn(
        `files.directory has no server ${other}, whose upload a page goes on with: all servers have to share the folder`,
      )
    this.#told = 'not shared'
    return fileRefusals.unknown()
  }

  #refusal(other: string) {
    const now = this.#parts.settings.clock.monotonic()
    const before = this.#silent.get(other)
    const since = before && now - before.askedAt < forgottenAfterMs ? before.since : now
    this.#silent.set(other, { since, askedAt: now })
    return now - since < longestRestartMs ? fileRefusals.notAvailable() : fileRefusals.serverGone()
  }
}
