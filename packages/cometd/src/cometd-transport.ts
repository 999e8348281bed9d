import { checkOptions, guards, linkedTransport, linkedTransportGuards } from '@chat-transport/core'
import type { ChatTransport, LinkedTransportOptions } from '@chat-transport/core'
import { cometdLink } from './cometd-link.ts'
import { addressOf, serverUrls } from './server-url.ts'
import { transports, type CometdTransportType } from './transports.ts'

/** The options of `linkedTransport`, and the address of the CometD server. */
export interface CometdTransportOptions extends Omit<LinkedTransportOptions, 'name' | 'open' | 'unsupported'> {
  /**
   * The address of the CometD server: an http(s) URL, or relative to the page. The WebSocket uses the same address. Of several servers on
   * one store, a list of their addresses, each once: they are tried in this order, and the one that works is kept until it is gone.
   */
  readonly url: string | readonly string[]
  /** The transports to try, in this order: the first that works is used. @default ['websocket', 'long-polling'] */
  readonly transports?: readonly CometdTransportType[]
  /** Sent with long-polling requests. Browsers send no custom headers with a WebSocket. @default {} */
  readonly requestHeaders?: Headers | Readonly<Record<string, string>>
}

const known = Object.entries(transports).map(([type]) => type as CometdTransportType)

const optionGuards = {
  ...linkedTransportGuards,
  url: serverUrls,
  transports: guards.optional(
    guards.guard(`a list of one or more of ${known.join(', ')}, each once`, areTransports, Array.isArray),
  ),
  requestHeaders: guards.optional(guards.guard('headers that HTTP allows', areHeaders)),
}

/**
 * The default transport: chat over a CometD server, by WebSocket where that works and by long-polling where it does not.
 * Throws a `TypeError` or `RangeError` that names a bad option.
 */
export function cometdTransport(options: CometdTransportOptions): ChatTransport {
  checkOptions('cometdTransport', options, optionGuards)
  const { url, transports = known, requestHeaders = {}, ...policies } = options
  const urls = [url].flat()
  const { address = addressOf(urls) } = policies
  return linkedTransport({
    ...policies,
    address,
    name: 'cometd',
    open: transports.map((transport) =>
      urls.map((each) => cometdLink({ ...policies, url: each, requestHeaders, transport })),
    ),
  })
}

function areTransports(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  return new Set(value).size === value.length && value.every((transport) => known.includes(transport))
}

function areHeaders(value: unknown): boolean {
  if (!guards.isObject(value)) return false
  if (typeof Headers === 'undefined') return true // jsdom under Jest: the request will say it
  try {
    return Boolean(new Headers(value as HeadersInit))
  } catch {
    return false // HTTP does not allow a name or a value
  }
}
