// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://shop.example/help/chat.html" }
import { expect, test, vi } from 'vitest'
import { checkArgument } from '@chat-transport/core'
import { addressOf, resolveServerUrl, serverUrls } from '../src/server-url.ts'

const refused = (got: string, Failure: ErrorConstructor = RangeError) =>
  new Failure(
    `cometdTransport url: expected http(s) URLs, or relative to the page, each once and without user name and password, got ${got}`,
  )

const check = (url: unknown) => checkArgument('cometdTransport url', url, serverUrls)

/** Compares the class too, which `toThrow` with an error does not. */
function expectRefusal(url: unknown, refusal: Error) {
  expect(() => check(url)).toThrow(refusal)
  expect(() => check(url)).toThrow(refusal.constructor as ErrorConstructor)
}

test.each([
  ['https://chat.example/cometd', 'https://chat.example/cometd'],
  ['http://chat.example:8080/cometd?tenant=1', 'http://chat.example:8080/cometd?tenant=1'],
  ['/cometd', 'https://shop.example/cometd'],
  ['cometd', 'https://shop.example/help/cometd'],
  ['//chat.example/cometd', 'https://chat.example/cometd'],
  ['/cometd#part', 'https://shop.example/cometd'],
])('%s is accepted and resolves to %s', (url, address) => {
  expect(() => check(url)).not.toThrow()
  expect(resolveServerUrl(url).href).toBe(address)
})

test.each([
  ['https://chat.example/cometd', 'https://chat.example/cometd'],
  ['http://chat.example:8080/cometd?token=abc#part', 'http://chat.example:8080/cometd'],
  ['cometd', 'https://shop.example/help/cometd'],
])('what is stored for %s is kept under %s', (url, address) => {
  expect(addressOf([url])).toBe(address)
})

test.each([
  ['ws://chat.example:8080/cometd', 'a ws: URL'],
  ['WSS://me:pw@chat.example/cometd?tenant=1', 'a wss: URL'],
  ['ftp://chat.example/', 'a ftp: URL'],
  ['javascript:alert(1)', 'a javascript: URL'],
  ['news:chat.example', 'a news: URL'],
  ['shttp://chat.example/', 'a shttp: URL'],
  ['https://', 'no URL'],
  ['https://me:pw@chat.example/', 'a URL with a user name or password'],
  ['https://me@chat.example/', 'a URL with a user name or password'],
  ['https://:pw@chat.example/', 'a URL with a user name or password'],
])('%s is refused, without quoting it', (url, got) => {
  expectRefusal(url, refused(got))
})

test.each(['', ' ', '#', '#part'])("'%s' is refused: it is the page itself", (url) => {
  expectRefusal(url, refused('the page itself'))
})

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [{}, 'object'],
])('%s is refused: it is not a string', (url, got) => {
  expectRefusal(url, refused(got, TypeError))
})

test('a relative URL is accepted outside a page, and needs a page only to connect', () => {
  vi.stubGlobal('document', undefined)
  try {
    expect(() => check('/cometd')).not.toThrow()
    expect(() => resolveServerUrl('/cometd')).toThrow(TypeError)
  } finally {
    vi.unstubAllGlobals()
  }
})

test('a list of several servers is accepted, and kept under one of them, in whatever order', () => {
  const urls = ['https://b.example/cometd', 'https://a.example/cometd?x=1', '/cometd']
  expect(() => check(urls)).not.toThrow()
  expect(addressOf(urls)).toBe('https://a.example/cometd')
  expect(addressOf([...urls].reverse())).toBe('https://a.example/cometd')
})

test('a list with a wrong URL, with one twice, or without any is refused', () => {
  expectRefusal(['https://chat.example/', 'ftp://chat.example/'], refused('a ftp: URL'))
  expectRefusal(['/cometd', 7], refused('7', TypeError))
  expectRefusal(['/cometd', '/cometd'], refused('one of them twice'))
  expectRefusal([], refused('an empty list'))
})
