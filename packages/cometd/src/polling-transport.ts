import { Transport, type Message } from 'cometd'
import type { Envelope } from './cometd-typings.ts'
import type { Wire, WireOptions } from './closable-transport.ts'

/** Small enough for the body limit of any server that takes the largest single message. */
const maxBatchCharacters = 32_768

interface Outgoing {
  readonly message: Message
  readonly text: string
}

/**
 * Bayeux over HTTP requests. `/meta/connect` has a request of its own, which the server holds; everything else takes turns
 * in a second one, so that nothing overtakes what was sent before it. What waits for its turn goes out together.
 */
export class PollingTransport extends Transport implements Wire {
  readonly #options: WireOptions
  /** What has no request yet, and the request whose turn it is. */
  readonly #waiting: Outgoing[] = []
  #turn: XMLHttpRequest | undefined
  /** `undefined` once closed. */
  #inFlight: Set<XMLHttpRequest> | undefined = new Set()

  constructor(options: WireOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope, metaConnect: boolean): void {
    const batch = messages.map((message) => ({ message, text: JSON.stringify(message) }))
    if (metaConnect) {
      this.#exchange(batch, () => undefined)
    } else {
      this.#waiting.push(...batch)
      this.#sendWaiting()
    }
  }

  /** Nobody waits for the goodbye: where it does not arrive, the server's own timeout says it. */
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
    if (this.#turn || this.#waiting.length === 0) return
    this.#turn = this.#exchange(this.#nextBatch(), () => {
      this.#turn = undefined
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
      if (request.status !== 200) return this.#fail(`HTTP ${request.status} ${request.statusText}`.trim())
      this.#options.received(
        request.responseText,
        batch.map(({ message }) => message),
      )
      answered()
    }
    return request
  }

  /** A request that fails ends the wire at once: what waits behind it must not get through without it. */
  #fail(why: string): void {
    this.close()
    this.#options.lost(new Error(`unable to reach the server: ${why}`))
  }

  /**
   * All to one address, without the message types that cometd can append: one route at a proxy, one CORS preflight.
   * Cookies go along for balancers that keep a client on one server by them.
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
