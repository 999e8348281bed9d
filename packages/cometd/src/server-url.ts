import { guards, type LinkLine } from '@chat-transport/core'

/** Stands for the page. A url that resolves to it would resolve to every page that the transport runs in. */
const page = 'https://page.invalid/page'

const pageItself = 'the page itself'

/**
 * Checks the `url` option, one or a list: absolute, or relative to the page. It does not need the page's address, so that a transport can
 * be created outside a page. It never quotes the url, which may contain a password.
 */
export function checkedServerUrls(url: unknown): readonly string[] {
  if (!Array.isArray(url)) checkServerUrl(url)
  else if (url.length === 0) throw new RangeError('cometdTransport url: expected one URL or more, got an empty list')
  else url.forEach(checkServerUrl)
  const urls = [url].flat() as string[]
  if (new Set(urls).size < urls.length)
    throw new RangeError('cometdTransport url: expected each URL once, got one of them twice')
  return urls
}

function checkServerUrl(url: unknown): void {
  const got = problemOf(url)
  if (!got) return
  throw new (typeof url !== 'string' || got === pageItself ? TypeError : RangeError)(
    `cometdTransport url: expected an http(s) URL, or one relative to the page, without user name and password, got ${got}`,
  )
}

/** Resolves the url on the current page. */
export function resolveServerUrl(url: string): URL {
  return withoutHash(new URL(url, pageUrl()))
}

/** Goes on below the url, where the server says that the further requests of this line belong: by a name, to nowhere else. */
export function followPath(url: URL, path: string, { logger }: Pick<LinkLine, 'logger'>): void {
  if (/^~[\w.-]+$/.test(path)) url.pathname = url.pathname.replace(/\/?$/, `/${path}`)
  else logger?.warn('ignored the path for this line: it is no ~name (P108)')
}

/**
 * The address for `ChatTransport`: without the query, which may let in a visitor or be another in each page. Of several servers, the first
 * by the alphabet: pages may try them in another order.
 */
export const addressOf = (urls: readonly string[]): string | undefined =>
  urls.flatMap((url) => parse(url, pageUrl())?.href.split('?')[0] ?? []).sort()[0]

const pageUrl = () => (typeof document === 'undefined' ? undefined : document.baseURI)

function problemOf(url: unknown): string | undefined {
  if (typeof url !== 'string') return guards.describe(url)
  const parsed = parse(url)
  if (!parsed) return 'no URL'
  const { href, protocol, username, password } = parsed
  if (href === page) return pageItself
  if (/^wss?:$/.test(protocol)) return `a ${protocol} URL: use ${httpOf(parsed)}`
  if (!/^https?:$/.test(protocol)) return `a ${protocol} URL`
  // Browsers refuse to connect with these, without a message.
  return username || password ? 'a URL with a user name or password' : undefined
}

function parse(url: string, base: string | undefined = page): URL | undefined {
  try {
    return withoutHash(new URL(url, base))
  } catch {
    return undefined // the caller reports it
  }
}

/** A WebSocket cannot be opened at a URL with a hash. */
function withoutHash(url: URL): URL {
  url.hash = ''
  return url
}

/** CometD's WebSocket has the same address as its other transports. */
function httpOf({ protocol, host, pathname, search }: URL): string {
  return `${protocol.replace('ws', 'http')}//${host}${pathname}${search}`
}
