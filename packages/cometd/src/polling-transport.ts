import { Transport } from 'cometd'
import type { LineFailure } from '@chat-transport/core'
import type { Envelope } from './cometd-typings.ts'
import type { ClosableTransport, ClosableTransportOptions } from './closable-transport.ts'
import { nextBatch, outgoing, textOf, type Outgoing } from './outgoing.ts'
import { post } from './post-request.ts'

interface Exchange {
  readonly progress?: () => void
  readonly answered?: () => void
}

/**
 * Bayeux over HTTP requests. The server holds the request with `/meta/connect`. All other messages share a second request,
 * one at a time, so that they arrive in order. Messages that wait for it are sent together.
 */
export class PollingTransport extends Transport implements ClosableTransport {
  readonly #options: ClosableTransportOptions
  /** Messages that are not sent yet. */
  readonly #waiting: Outgoing[] = []
  /** The one request that is open besides `/meta/connect`. */
  #current: AbortController | undefined
  /** `undefined` once closed. */
  #inFlight: Set<AbortController> | undefined = new Set()

  constructor(options: ClosableTransportOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope, metaConnect: boolean): void {
    const batch = messages.map(outgoing)
    if (metaConnect) {
      this.#exchange(batch, { progress: this.#options.progress })
    } else {
      this.#waiting.push(...batch)
      this.#sendWaiting()
    }
  }

  /** Does not wait for the goodbye to arrive: if it gets lost, the server's timeout ends the session. */
  close(goodbye?: string): void {
    if (!this.#inFlight) return
    for (const request of this.#inFlight) request.abort()
    this.#inFlight = undefined
    if (goodbye) post(goodbye, this.#options).catch(() => undefined) // see above
  }

  #sendWaiting(): void {
    if (this.#current || this.#waiting.length === 0) return
    const answered = () => {
      this.#current = undefined
      this.#sendWaiting()
    }
    this.#current = this.#exchange(nextBatch(this.#waiting), { answered })
  }

  /** Events come with the answers to `/meta/connect`. The answer to a command says nothing of their path. */
  #exchange(batch: readonly Outgoing[], { progress, answered }: Exchange): AbortController | undefined {
    if (!this.#inFlight) return undefined
    const request = new AbortController()
    this.#inFlight.add(request)
    post(textOf(batch), { ...this.#options, signal: request.signal, progress }).then(
      (text) => {
        if (!this.#inFlight?.delete(request)) return
        this.#options.received(
          text,
          batch.map(({ message }) => message),
        )
        answered?.()
      },
      (cause: LineFailure) => this.#fail(cause),
    )
    return request
  }

  /** Closes the transport when a request fails: later messages must not arrive without the failed ones. */
  #fail(cause: LineFailure): void {
    if (!this.#inFlight) return
    this.close()
    this.#options.lost(cause)
  }
}
