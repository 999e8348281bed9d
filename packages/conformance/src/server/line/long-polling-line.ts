import {
  openBayeuxLine,
  type BayeuxLine,
  type BayeuxMessage,
  type Carrier,
  type CarrierListener,
} from './bayeux-line.ts'
import { networkReason } from './network-reason.ts'
import type { CookieJar } from './cookie-jar.ts'
import { LineEnd, type JsonObject, type LineRequest } from './server-line.ts'

export interface LongPollingOptions {
  readonly handshake?: JsonObject
  /** Cookies that are kept, as in a browser. Without a jar none is: that is how a page of another site fares. */
  readonly cookies?: CookieJar
}

/** A CometD line over HTTP long-polling. */
export function openLongPollingLine(url: string, request: LineRequest, options: LongPollingOptions = {}): BayeuxLine {
  const { handshake, cookies } = options
  return openBayeuxLine({
    request,
    openCarrier: (listener) => pollingCarrier(url, listener, cookies),
    ...(handshake && { handshake }),
  })
}

function pollingCarrier(url: string, listener: CarrierListener, cookies: CookieJar | undefined): Carrier {
  const scope = new AbortController()
  /** Commands go one body after the other; polls beside them. */
  let sending = Promise.resolve()

  async function post(messages: readonly BayeuxMessage[]): Promise<void> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...cookies?.headers() },
        body: JSON.stringify(messages),
        signal: scope.signal,
      })
      cookies?.keep(response)
      const text = await response.text()
      if (response.ok) return listener.received(text, messages)
      listener.ended(new LineEnd(`a request was answered with HTTP ${response.status}`, response.status))
    } catch (cause) {
      const why = scope.signal.aborted ? 'the kit has cut it' : networkReason(cause)
      listener.ended(new LineEnd(`a request failed: ${why}`))
    }
  }
  return {
    connectionType: 'long-polling',
    write(messages) {
      if (messages.some(({ channel }) => channel === '/meta/connect')) void post(messages)
      else sending = sending.then(() => post(messages))
    },
    close: () => scope.abort(),
  }
}
