import { guards, type LinkLine } from '@chat-transport/core'

/** Stands for the page. A url that resolves to it would resolve to every page that the transport runs in. */
const page = 'https://page.invalid/page'

const expected = 'http(s) URLs, or relative to the page, each once and without user name and password'

/**
 * The guard of the `url` option, one or a list: absolute, or relative to the page. It does not need the page's address, so that a transport
 * can be created outside a page. It never quotes the url, which may contain a password.
 */
export const serverUrls: guards.Guard = (url, path) => {
  const urls = [url].flat()
  const problems = urls.map(problemOf)
  if (urls.length === 0) problems.push('an empty list')
  if (new Set(urls).size < urls.length) problems.push('one of them twice')
  const got = problems.find(Boolean)
  return got ? { message: `${path}: expected ${expected}, got ${got}`, isRange: urls.every(isText) } : undefined
}

/** Resolves the url on the current page. */
export function resolveServerUrl(url: string): URL {
  const resolved = new URL(url, pageUrl())
  resolved.hash = '' // A WebSocket cannot be opened at a URL with one.
  return resolved
}

/** Goes on below the url, where the server says that the further requests of this line belong: by a name, to nowhere else. */
export function followPath(url: URL, path: string, { logger }: Pick<LinkLine, 'logger'>): void {
  if (/^~[\w.-]+$/.test(path)) url.pathname = url.pathname.replace(/\/?$/, `/${path}`)
  else logger.warn('ignored the path for this line: it is no ~name (P108)')
}

/**
 * The address for `ChatTransport`: without the query, which may let in a visitor or be another in each page. Of several servers, the first
 * by the alphabet: pages may try them in another order.
 */
export const addressOf = (urls: readonly string[]): string | undefined =>
  urls.flatMap((url) => parse(url, pageUrl())?.href.split(/[?#]/)[0] ?? []).sort()[0]

const pageUrl = () => (typeof document === 'undefined' ? undefined : document.baseURI)

const isText = (url: unknown) => typeof url === 'string'

function problemOf(url: unknown): string | undefined {
  const parsed = isText(url) && parse(url as string, page)
  if (!parsed) return isText(url) ? 'no URL' : guards.describe(url)
  const { href, protocol, username, password } = parsed
  if (href.split('#')[0] === page) return 'the page itself'
  if (!/^https?:$/.test(protocol)) return `a ${protocol} URL`
  // Browsers refuse to connect with these, without a message.
  return username || password ? 'a URL with a user name or password' : undefined
}

function parse(url: string, base: string | undefined): URL | undefined {
  try {
    return new URL(url, base)
  } catch {
    return undefined // the caller reports it
  }
}
