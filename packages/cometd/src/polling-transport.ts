import { Transport } from 'cometd'
import type { Envelope } from './cometd-typings.ts'
import type { Wire, WireOptions } from './wire.ts'

/** Small enough for the body limit of any server that takes the largest single message. */
const maxBatchCharacters = 32_768

/**
 * Bayeux over HTTP requests. `/meta/connect` has a request of its own, which the server holds; everything else takes turns
 * in a second one, so that nothing overtakes what was sent before it. What waits for its turn goes out together.
 */
export class PollingTransport extends Transport implements Wire {
  readonly #options: WireOptions
  readonly #scope = new AbortController()
  readonly #waiting: string[] = []
  #turn: Promise<void> | undefined

  constructor(options: WireOptions) {
    super()
    this.#options = options
  }

  override accept(): boolean {
    return true
  }

  override send({ messages }: Envelope, metaConnect: boolean): void {
    if (this.#scope.signal.aborted) return
    const texts = messages.map((message) => JSON.stringify(message))
    if (metaConnect) {
      void this.#exchange(texts)
    } else {
      this.#waiting.push(...texts)
      this.#turn ??= this.#sendWaiting()
    }
  }

  close(goodbye?: string): void {
    this.#scope.abort()
    if (!goodbye) return
    // Outlives the page. Nobody waits for it: where it does not arrive, the server's own timeout says goodbye.
    this.#post(goodbye, { keepalive: true }).catch(() => undefined)
  }

  async #sendWaiting(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#scope.signal.aborted) await this.#exchange(this.#nextBatch())
    this.#turn = undefined
  }

  #nextBatch(): string[] {
    let characters = 0
    const end = this.#waiting.findIndex((text, index) => (characters += text.length) > maxBatchCharacters && index > 0)
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end)
  }

  /** A request that fails ends the wire at once, so that what waits behind it cannot get through without it. */
  async #exchange(texts: readonly string[]): Promise<void> {
    const { signal } = this.#scope
    try {
      const response = await this.#post(`[${texts.join()}]`, { signal })
      if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`.trim())
      const text = await response.text()
      if (!signal.aborted) this.#options.received(text)
    } catch (cause) {
      if (signal.aborted) return
      this.#scope.abort()
      this.#options.lost(
        new Error(`unable to reach the server: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }),
      )
    }
  }

  /** Cookies go along for balancers that keep a client on one server by them. */
  #post(body: string, init: RequestInit): Promise<Response> {
    const { url, requestHeaders } = this.#options
    const headers = new Headers(requestHeaders)
    headers.set('Content-Type', 'application/json')
    return fetch(url.href, { method: 'POST', credentials: 'include', cache: 'no-store', headers, body, ...init })
  }
}
