import { linkedTransport } from '@chat-transport/core'
import type { ChatTransport, LinkedTransportOptions } from '@chat-transport/core'
import { cometdLink } from './cometd-link.ts'
import { checkServerUrl } from './server-url.ts'
import { wires, type CometdTransportType } from './transports.ts'

/** What `linkedTransport` takes, and where the CometD server is. */
export interface CometdTransportOptions extends Omit<LinkedTransportOptions, 'name' | 'open' | 'unsupported'> {
  /** Where the CometD server answers: an http(s) URL, or relative to the page. The WebSocket is dialed there too. */
  readonly url: string
  /** What to connect over: the first that works is kept. @default ['websocket', 'long-polling'] */
  readonly transports?: readonly CometdTransportType[]
  /** Sent with the requests of long-polling. Browsers send none with a WebSocket. @default {} */
  readonly requestHeaders?: Readonly<Record<string, string>>
}

const defaults = Object.freeze({
  transports: Object.freeze<CometdTransportType[]>(['websocket', 'long-polling']),
  requestHeaders: Object.freeze({}),
})

/**
 * The default transport: chat over a CometD server, by WebSocket where that works and by long-polling where it does not.
 * Throws a `TypeError` or `RangeError` that names a bad option.
 */
export function cometdTransport(options: CometdTransportOptions): ChatTransport {
  const { url, transports, requestHeaders, ...policies } = checked(options)
  const { clock, logger } = policies
  const wire = { url, requestHeaders, ...(clock && { clock }), ...(logger && { logger }) }
  return linkedTransport({
    ...policies,
    name: 'cometd',
    open: transports.map((transport) => cometdLink({ ...wire, transport })),
  })
}

function checked(options: CometdTransportOptions): CometdTransportOptions & typeof defaults {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('cometdTransport options: expected an object')
  checkServerUrl(options.url)
  const { transports = defaults.transports, requestHeaders = defaults.requestHeaders } = options
  checkTransports(transports)
  checkHeaders(requestHeaders)
  return { ...options, transports, requestHeaders }
}

function checkTransports(transports: unknown): void {
  const known = Object.keys(wires)
  const isList = Array.isArray(transports)
  const fits = isList && transports.length > 0 && transports.every((transport) => known.includes(transport))
  if (fits && new Set(transports).size === transports.length) return
  throw new (isList ? RangeError : TypeError)(
    `cometdTransport transports: expected a list of one or more of ${known.join(', ')}, each once`,
  )
}

function checkHeaders(requestHeaders: unknown): void {
  try {
    // What can be iterated (a list, a `Headers`) has no names and values as its properties.
    if (typeof requestHeaders !== 'object' || Symbol.iterator in (requestHeaders ?? {}))
      throw new TypeError(String(requestHeaders))
    new Headers(Object.entries(requestHeaders as object))
  } catch (cause) {
    throw new TypeError('cometdTransport requestHeaders: expected an object of names and values that HTTP allows', {
      cause,
    })
  }
}
