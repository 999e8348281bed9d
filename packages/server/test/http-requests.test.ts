import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, within } from '../../../test/support/deadline.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { startFronts } from './support/start-fronts.ts'

const json = { 'content-type': 'application/json' }

const handshake = JSON.stringify([
  { id: '1', channel: '/meta/handshake', ext: { chat: { type: 'StartSession', id: 's1' } } },
])

async function post(url: string, { headers = json as Record<string, string>, body = handshake, method = 'POST' } = {}) {
  const response = await fetch(url, { method, headers, ...(method === 'POST' && { body }) })
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) }
}

describe('a request', () => {
  test.each([
    ['text/plain', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['JSON in another charset', 'application/json; charset=utf-16'],
    ['nothing', ''],
  ])('whose body is %s is refused: only JSON makes a browser ask first', async (_name, type) => {
    const { url, backend } = await startFronts()
    const { status, text } = await post(url, { headers: { 'content-type': type } })
    expect({ status, text }).toEqual({ status: 415, text: expect.stringContaining('application/json') })
    expect(backend.visitors).toEqual([])
  })

  test('with the charset the CometD client names is served', async () => {
    const { url } = await startFronts()
    expect((await post(url, { headers: { 'content-type': 'application/json;charset=UTF-8' } })).status).toBe(200)
  })

  test.each(['GET', 'PUT', 'DELETE'])('of the method %s is refused', async (method) => {
    const { url } = await startFronts()
    expect(await post(url, { method })).toMatchObject({ status: 405, headers: { allow: 'POST, OPTIONS' } })
  })

  test.each([
    ['no JSON', 'garbage', /not JSON/],
    ['cut off', handshake.slice(0, 30), /not JSON/],
    ['empty', '', /not JSON/],
    ['an object', '{}', /array/],
    ['null', 'null', /array/],
    ['an array of null', '[null]', /message 0 must be an object/],
    ['an empty array', '[]', /1 to 1000 messages/],
    ['too many messages', JSON.stringify(Array(1_001).fill({ channel: '/service/chat' })), /1 to 1000 messages/],
    ['two messages with a handshake', `[${handshake.slice(1, -1)},{"channel":"/meta/connect"}]`, /alone/],
    ['nested deeply', '['.repeat(100_000), /not JSON/],
    ['a message whose id is an object', '[{"channel":"/service/chat","id":{}}]', /message 0: id/],
    ['a message whose ext is a string', '[{"channel":"/meta/connect","ext":"x"}]', /message 0: ext/],
    ['a message whose advice is wrong', '[{"channel":"/meta/connect","advice":{"timeout":"x"}}]', /advice\.timeout/],
    ['a subscription to a prototype', '[{"channel":"/meta/subscribe","subscription":"constructor"}]', /subscription/],
  ])('whose body is %s is refused in words, and harms nobody', async (_name, body, reason) => {
    const { url, backend } = await startFronts()
    const neighbor = new PollingPage(url)
    await neighbor.attach({ type: 'StartSession', id: 'n' })
    const { status, text } = await post(url, { body })
    expect(status).toBe(400)
    expect(text).toMatch(reason)
    expect(await neighbor.publish({ id: 'a' })).toMatchObject([{ successful: true }])
    expect(backend.visitors[0]?.commands).toEqual([{ id: 'a' }])
  })

  test('whose refusal is shown never shows what was in it', async () => {
    const { url } = await startFronts()
    const { text } = await post(url, { body: '[{"channel":"/meta/handshake","ext":{"chat":{"secret":"TOPSECRET"' })
    expect(text).not.toContain('TOPSECRET')
  })

  test('that announces too large a body is refused before it is read', async () => {
    const { url } = await startFronts({ maxFrameBytes: 40_000 })
    const request = httpRequest(url, { method: 'POST', headers: { ...json, 'content-length': 1_000_000 } })
    onTestFinished(() => void request.destroy())
    const status = new Promise((resolve, reject) => {
      request.once('response', (response) => resolve(response.statusCode))
      request.once('error', reject)
    })
    request.flushHeaders()
    expect(await status).toBe(413)
  })

  test('whose body turns out too large is refused', async () => {
    const { url } = await startFronts({ maxFrameBytes: 40_000 })
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.write(
      'POST /cometd HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    for (let count = 0; count < 3; count += 1) socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`)
    await eventually(() => answer.startsWith('HTTP/1.1 413 '))
  })

  test('that breaks off in its body is forgotten', async () => {
    const { url, fronts } = await startFronts()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('POST /cometd HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{')
    await post(url) // answered after the server has read what came before
    socket.resetAndDestroy()
    await within(5_000, 'the close', fronts.close())
  })

  test('for a line beyond the number of lines is refused, and those that are open go on', async () => {
    const { url, backend } = await startFronts({ maxConnections: 1 })
    const held = backend.hold()
    const page = new PollingPage(url)
    const attached = page.attach({ type: 'StartSession', id: 's1' })
    await eventually(async () => (await post(url)).status === 503)
    held.release()
    expect(await attached).toMatchObject({ successful: true })
    expect(await post(url)).toMatchObject({ status: 503, text: expect.stringContaining('too many') })
    await expect(new SocketPage(url).open()).rejects.toThrow(/503/)
    expect(await page.publish({ id: 'a' })).toMatchObject([{ successful: true }])

    await page.disconnect()
    expect((await post(url)).status).toBe(200)
  })

  test('beyond the number that may be open, and be nobody’s, is refused', async () => {
    const { url } = await startFronts({ maxConnections: 1 })
    const page = new PollingPage(url)
    await page.attach({ type: 'StartSession', id: 's1' })
    const unfinished = httpRequest(url, { method: 'POST', headers: { ...json, 'content-length': 100 } })
    onTestFinished(() => void unfinished.destroy())
    unfinished.on('error', () => undefined) // it is broken off in the end
    unfinished.write('[')
    await eventually(async () => (await post(url, { body: 'garbage' })).status === 503)
  })

  test('is told not to be cached or sniffed', async () => {
    const { url } = await startFronts()
    expect((await post(url)).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json; charset=utf-8',
    })
  })
})

describe('other requests', () => {
  test('go to the listeners the HTTP server has', async () => {
    const { origin, url } = await startFronts({}, { otherwise: (_request, response) => void response.end('a page') })
    expect((await post(`${origin}/index.html`)).text).toBe('a page')
    expect((await post(`${origin}/cometdX`)).text).toBe('a page')
    expect((await post(`${url}/handshake?x=1`)).text).toContain('EventAttached')
  })

  test('are answered 404 when there is none', async () => {
    const { origin } = await startFronts()
    expect((await post(`${origin}/other`)).status).toBe(404)
  })

  test('are answered 404 so that a page of an allowed origin can read it, and no other', async () => {
    const shop = 'https://shop.example'
    const { origin } = await startFronts({ allowedOrigins: [shop] })
    const ask = async (method: string, from: string) => {
      const headers = { origin: from, ...(method === 'OPTIONS' && { 'access-control-request-method': 'POST' }) }
      const { status, headers: answered } = await fetch(`${origin}/other`, { method, headers })
      return [status, answered.get('access-control-allow-origin')]
    }
    expect(await ask('OPTIONS', shop)).toEqual([204, shop])
    expect(await ask('POST', shop)).toEqual([404, shop])
    expect(await ask('OPTIONS', 'https://evil.example')).toEqual([404, null])
    expect(await ask('POST', 'https://evil.example')).toEqual([404, null])
  })
})
