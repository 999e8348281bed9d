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

test.each([
  'ws://chat.example/cometd',
  'WSS://chat.example/cometd',
  'ftp://chat.example/',
  'javascript:alert(1)',
  'https://',
  'https://me:pw@chat.example/',
])('%s is refused', (url) => {
  expect(() => checkServerUrl(url)).toThrow(RangeError)
  expect(() => checkServerUrl(url)).toThrow(
    `expected an http(s) URL, also for WebSocket, or one relative to the page, without user name and password; got ${url}`,
  )
})

test.each([undefined, null, 7, {}])('%s is no string', (url) => {
  expect(() => checkServerUrl(url)).toThrow(TypeError)
  expect(() => checkServerUrl(url)).toThrow('cometdTransport url: expected ')
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
