/** Any page: what leads to it leads to whatever page the transport runs in. */
const page = 'https://page.invalid/page'

/**
 * Checks the `url` option: absolute, or relative to the page. A page's address is not needed for it, so a transport can be
 * made where there is no page yet.
 */
export function checkServerUrl(url: unknown): void {
  const got = typeof url === 'string' ? `'${url}'` : String(url)
  const refusal = `cometdTransport url: expected an http(s) URL, also for WebSocket, or one relative to the page, without user name and password; got ${got}`
  if (typeof url !== 'string') throw new TypeError(refusal)
  const parsed = parse(url)
  if (parsed?.href === page) throw new TypeError(`${refusal}, which is the page itself`)
  if (parsed && isServerUrl(parsed)) return
  throw new RangeError(parsed && /^wss?:$/.test(parsed.protocol) ? `${refusal}: make it ${httpOf(parsed)}` : refusal)
}

/** The address to dial, seen from the page as it is now. */
export function resolveServerUrl(url: string): URL {
  return withoutHash(new URL(url, typeof document === 'undefined' ? undefined : document.baseURI))
}

function parse(url: string): URL | undefined {
  try {
    return withoutHash(new URL(url, page))
  } catch {
    return undefined // no URL: the caller says so
  }
}

/** WebSocket refuses one. */
function withoutHash(url: URL): URL {
  url.hash = ''
  return url
}

/** Browsers refuse to use a user name or password, and say nothing of it. */
function isServerUrl({ protocol, username, password }: URL): boolean {
  return /^https?:$/.test(protocol) && !username && !password
}

/** CometD's WebSocket is at the address of its other transports. */
function httpOf({ protocol, host, pathname, search }: URL): string {
  return `${protocol.replace('ws', 'http')}//${host}${pathname}${search}`
}
