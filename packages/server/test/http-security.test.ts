import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createChatServer } from '@chat-transport/server'
import { describe, expect, test } from 'vitest'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { startFronts } from './support/start-fronts.ts'

const shop = 'https://shop.example'

const json = { 'content-type': 'application/json' }

const handshake = JSON.stringify([
  { id: '1', channel: '/meta/handshake', ext: { chat: { type: 'StartSession', id: 's1' } } },
])

async function post(url: string, { headers = json as Record<string, string>, body = handshake, method = 'POST' } = {}) {
  const response = await fetch(url, { method, headers, ...(method === 'POST' && { body }) })
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) }
}

describe('a page of another origin', () => {
  test('that is on the list may ask first, with credentials, and then post', async () => {
    const { url } = await startFronts({ allowedOrigins: [shop] })
    const asked = await post(url, {
      method: 'OPTIONS',
      headers: {
        origin: shop,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    })
    expect(asked).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': shop,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type,authorization',
      },
    })
    expect(asked.headers.vary).toMatch(/Origin/)
    const posted = await post(`${url}/handshake`, { headers: { ...json, origin: shop } })
    expect(posted).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': shop, vary: 'Origin' } })
    expect(posted.text).toContain('EventAttached')
  })

  test('is shown how long it has to wait when it is refused', async () => {
    const { url } = await startFronts({ allowedOrigins: [shop], maxConnections: 1 })
    await new PollingPage(url).attach({ type: 'StartSession', id: 's1' })
    const { status, headers } = await post(url, { headers: { ...json, origin: shop } })
    expect({ status, headers }).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'access-control-expose-headers': 'Retry-After' },
    })
  })

  test('that is not on the list is refused in words, and may read nothing', async () => {
    const { url, backend } = await startFronts({ allowedOrigins: [shop] })
    for (const origin of ['https://evil.example', 'http://shop.example', `${shop}.evil.example`, 'null']) {
      const { status, text, headers } = await post(url, { headers: { ...json, origin } })
      expect({ status, text }).toEqual({ status: 403, text: expect.stringContaining('allowedOrigins') })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
      expect((await post(url, { method: 'OPTIONS', headers: { origin } })).status).toBe(403)
    }
    expect(backend.visitors).toEqual([])
  })

  test('may be any, where the site says so: it is named all the same', async () => {
    const { url } = await startFronts({ allowedOrigins: '*' })
    const { headers } = await post(url, { headers: { ...json, origin: 'https://any.example' } })
    expect(headers['access-control-allow-origin']).toBe('https://any.example')
  })

  test('may be judged by a function', async () => {
    const { url } = await startFronts({ allowedOrigins: (origin) => origin.endsWith('.example') })
    expect((await post(url, { headers: { ...json, origin: shop } })).status).toBe(200)
    expect((await post(url, { headers: { ...json, origin: 'https://example.org' } })).status).toBe(403)
  })

  test('is refused when the function throws, and the server goes on', async () => {
    const errors: unknown[] = []
    const ignore = () => undefined
    const { url } = await startFronts({
      allowedOrigins: (origin) => new URL(origin).hostname.endsWith('.example'),
      logger: { debug: ignore, info: ignore, warn: ignore, error: (...values) => void errors.push(values) },
    })
    expect((await post(url, { headers: { ...json, origin: 'null' } })).status).toBe(403)
    await expect(new SocketPage(url, { origin: 'null' }).open()).rejects.toThrow(/403: .*allowedOrigins/)
    expect(errors).toEqual(Array(2).fill([expect.stringContaining('"null"'), expect.any(TypeError)]))
    expect((await post(url, { headers: { ...json, origin: shop } })).status).toBe(200)
  })

  test('reads why a request of its own was refused', async () => {
    const { url } = await startFronts({ allowedOrigins: [shop] })
    const { status, headers } = await post(url, { headers: { ...json, origin: shop }, body: 'garbage' })
    expect({ status, origin: headers['access-control-allow-origin'] }).toEqual({ status: 400, origin: shop })
  })
})

describe('a page of the own origin', () => {
  test('is allowed without being listed', async () => {
    const { url, origin } = await startFronts()
    expect((await post(url, { headers: { ...json, origin } })).status).toBe(200)
  })

  const isAllowed = async (url: string, headers: Record<string, string>) => {
    const request = httpRequest(url, { method: 'OPTIONS', headers })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode === 204
  }

  test.each([
    ['the port of its scheme is named', 'https://shop.example', { host: 'shop.example:443' }, true],
    ['the port of its scheme is named', 'http://shop.example', { host: 'shop.example:80' }, true],
    ['it is written in capitals', 'http://shop.example', { host: 'Shop.Example' }, true],
    ['the port is another', 'https://shop.example', { host: 'shop.example:8443' }, false],
    ['a proxy ends TLS and does not say so', 'https://shop.example', { host: 'shop.example' }, true],
    ['a proxy ends TLS', 'https://shop.example', { host: 'shop.example', 'x-forwarded-proto': 'https' }, true],
    ['a proxy ends TLS', 'http://shop.example', { host: 'shop.example', 'x-forwarded-proto': 'https' }, false],
    ['two proxies forward', 'http://shop.example', { host: 'shop.example', 'x-forwarded-proto': 'http, https' }, false],
    ['its scheme is not of the web', 'capacitor://localhost', { host: 'localhost' }, false],
    ['it is no address', 'http://shop.example', { host: 'shop.example:x' }, false],
  ])('by Host, where %s: %s with %j: %s', async (...[, origin, headers, allowed]) => {
    const { url } = await startFronts()
    expect(await isAllowed(url, { ...headers, origin })).toBe(allowed)
  })
})

test('pages of apps are allowed if they are listed, by the origin that their browsers send', async () => {
  const apps = [
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://bundle.example:8080',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'file://',
    'null',
  ]
  const { url } = await startFronts({ allowedOrigins: apps })
  for (const origin of apps) expect((await post(url, { headers: { ...json, origin } })).status).toBe(200)
  for (const origin of ['capacitor://elsewhere', 'ionic://localhost:1', 'http://localhost'])
    expect((await post(url, { headers: { ...json, origin } })).status).toBe(403)
})

test.each([
  'shop.example',
  'https://shop.example/',
  'https://shop.example:443',
  'HTTPS://shop.example',
  'https://user@shop.example',
  'capacitor://localhost/',
  'Capacitor://localhost',
  'capacitor://LOCALHOST',
  'capacitor:localhost',
  'file:///',
])('an entry of allowedOrigins that no browser sends is named: %s', (entry) => {
  expect(() => createChatServer({ allowedOrigins: [entry] })).toThrow(
    `createChatServer allowedOrigins[0]: expected an origin such as 'https://shop.example'`,
  )
})
