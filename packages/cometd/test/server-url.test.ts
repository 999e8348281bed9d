// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://shop.example/help/chat.html" }
import { expect, test, vi } from 'vitest'
import { checkServerUrl, resolveServerUrl } from '../src/server-url.ts'

test.each([
  ['https://chat.example/cometd', 'https://chat.example/cometd'],
  ['http://chat.example:8080/cometd?tenant=1', 'http://chat.example:8080/cometd?tenant=1'],
  ['/cometd', 'https://shop.example/cometd'],
  ['cometd', 'https://shop.example/help/cometd'],
  ['//chat.example/cometd', 'https://chat.example/cometd'],
  ['/cometd#part', 'https://shop.example/cometd'],
])('%s is taken, and leads to %s', (url, address) => {
  expect(() => checkServerUrl(url)).not.toThrow()
  expect(resolveServerUrl(url).href).toBe(address)
})

const expected =
  'cometdTransport url: expected an http(s) URL, also for WebSocket, or one relative to the page, without user name and password'

test.each(['ftp://chat.example/', 'javascript:alert(1)', 'https://', 'https://me:pw@chat.example/'])(
  '%s is refused',
  (url) => {
    expect(() => checkServerUrl(url)).toThrow(new RangeError(`${expected}; got '${url}'`))
  },
)

test.each([
  ['ws://chat.example:8080/cometd', 'http://chat.example:8080/cometd'],
  ['WSS://chat.example/cometd?tenant=1', 'https://chat.example/cometd?tenant=1'],
  ['wss://me:pw@chat.example/cometd', 'https://chat.example/cometd'],
])('%s is refused with the right one', (url, right) => {
  expect(() => checkServerUrl(url)).toThrow(new RangeError(`${expected}; got '${url}': make it ${right}`))
  expect(() => checkServerUrl(right)).not.toThrow()
})

test.each(['', ' ', '#', '#part'])("'%s' is refused: it leads to the page itself", (url) => {
  expect(() => checkServerUrl(url)).toThrow(new TypeError(`${expected}; got '${url}', which is the page itself`))
})

test.each([undefined, null, 7, {}])('%s is no string', (url) => {
  expect(() => checkServerUrl(url)).toThrow(new TypeError(`${expected}; got ${String(url)}`))
})

test('a relative URL is taken where there is no page, and needs one only to connect', () => {
  vi.stubGlobal('document', undefined)
  try {
    expect(() => checkServerUrl('/cometd')).not.toThrow()
    expect(() => resolveServerUrl('/cometd')).toThrow(TypeError)
  } finally {
    vi.unstubAllGlobals()
  }
})
