/**
 * Checks the `url` option: absolute, or relative to the page. A page's address is not needed for it, so a transport can be
 * made where there is no page yet.
 */
export function checkServerUrl(url: unknown): void {
  const given = String(url)
  const parsed = parse(given)
  if (typeof url === 'string' && parsed && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password)
    return
  // Browsers refuse to use a user name or password, and say nothing of it.
  throw new (typeof url === 'string' ? RangeError : TypeError)(
    `cometdTransport url: expected an http(s) URL, also for WebSocket, or one relative to the page, without user name and password; got ${given}`,
  )
}

/** The address to dial, seen from the page as it is now. */
export function resolveServerUrl(url: string): URL {
  const resolved = new URL(url, typeof document === 'undefined' ? undefined : document.baseURI)
  resolved.hash = '' // WebSocket refuses one
  return resolved
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url, 'https://page.invalid')
  } catch {
    return undefined // no URL: the caller says so
  }
}
