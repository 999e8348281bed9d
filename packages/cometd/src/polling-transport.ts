import { toJson } from '@chat-transport/core'
import { Transport, type Message } from 'cometd'
import type { Envelope } from './cometd-typings.ts'
import type { ClosableTransport, ClosableTransportOptions } from './closable-transport.ts'

/** Below the body limit of every server that accepts the largest single message. */
const maxBatchCharacters = 32_768

interface Outgoing {
  readonly message: Message
  readonly text: string
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
  #current: XMLHttpRequest | undefined
  /** `undefined` once closed. */
  #inFlight: Set<XMLHttpRequest> | undefined = new Set()

  constructor(options: ClosableTransportOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope, metaConnect: boolean): void {
    const batch = messages.map((message) => ({ message, text: toJson(message) }))
    if (metaConnect) {
      this.#exchange(batch, () => undefined)
    } else {
      this.#waiting.push(...batch)
      this.#sendWaiting()
    }
  }

  /** Does not wait for the goodbye to arrive: if it gets lost, the server's timeout ends the session. */
  close(goodbye?: string): void {
    if (!this.#inFlight) return
    for (const request of this.#inFlight) {
      request.onload = request.onerror = null
      request.abort()
    }
    this.#inFlight = undefined
    if (goodbye) this.#post(goodbye)
  }

  #sendWaiting(): void {
    if (this.#current || this.#waiting.length === 0) return
    this.#current = this.#exchange(this.#nextBatch(), () => {
      this.#current = undefined
      this.#sendWaiting()
    })
  }

  #nextBatch(): Outgoing[] {
    let characters = 0
    const end = this.#waiting.findIndex(
      ({ text }, index) => (characters += text.length) > maxBatchCharacters && index > 0,
    )
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end)
  }

  #exchange(batch: readonly Outgoing[], answered: () => void): XMLHttpRequest | undefined {
    if (!this.#inFlight) return undefined
    const request = this.#post(`[${batch.map(({ text }) => text).join()}]`)
    this.#inFlight.add(request)
    request.onerror = () => this.#fail(request.statusText || 'network error')
    request.onload = () => {
      this.#inFlight?.delete(request)
      if (request.status !== 200)
        return this.#fail(`HTTP ${request.status} ${request.statusText}`.trim(), request.status)
      this.#options.received(
        request.responseText,
        batch.map(({ message }) => message),
      )
      answered()
    }
    return request
  }

  /** Closes the transport when a request fails: later messages must not arrive without the failed ones. */
  #fail(why: string, status?: number): void {
    this.close()
    this.#options.lost(Object.assign(new Error(`unable to reach the server: ${why}`), { status }))
  }

  /**
   * Posts everything to one address, without the message types that CometD can append: proxies need one route, browsers one
   * CORS preflight. Cookies are sent for load balancers that use them to keep a client on one server.
   */
  #post(body: string): XMLHttpRequest {
    const { url, requestHeaders } = this.#options
    const request = new XMLHttpRequest()
    request.open('POST', url.href)
    request.withCredentials = true
    for (const [name, value] of Object.entries(requestHeaders)) request.setRequestHeader(name, value)
    request.setRequestHeader('Content-Type', 'application/json')
    request.send(body)
    return request
  }
}
