/**
 * Checks the `url` option: absolute, or relative to the page. A page's address is not needed for it, so a transport can be
 * made where there is no page yet.
 */
export function checkServerUrl(url: unknown): string {
  if (typeof url !== 'string')
    throw new TypeError(`cometdTransport url must be a string, got ${url === null ? 'null' : typeof url}`)
  const { href, protocol, username, password } = parse(url)
  if (/^wss?:$/.test(protocol)) {
    throw new RangeError(
      `cometdTransport url must start with http, also for WebSocket: ${href.replace(/^ws/, 'http')}, got ${url}`,
    )
  }
  if (!/^https?:$/.test(protocol))
    throw new RangeError(`cometdTransport url must be an http(s) URL or relative to the page, got ${url}`)
  if (username || password)
    throw new RangeError('cometdTransport url must not hold a user name or password: browsers refuse to use them')
  return url
}

/** The address to dial, seen from the page as it is now. */
export function resolveServerUrl(url: string): URL {
  const resolved = new URL(url, typeof document === 'undefined' ? undefined : document.baseURI)
  resolved.hash = '' // WebSocket refuses one
  return resolved
}

function parse(url: string): URL {
  try {
    return new URL(url, 'https://page.invalid')
  } catch (cause) {
    throw new RangeError(`cometdTransport url must be an http(s) URL or relative to the page, got ${url}`, { cause })
  }
}
