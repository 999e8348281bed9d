import { Agent, request as httpRequest } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import type { FrontOptions } from '../src/chat-server-options.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { startFronts } from './support/start-fronts.ts'

const start = { type: 'StartSession', id: 's1' }

describe('many clients of one address', () => {
  const handshake = JSON.stringify([{ id: '1', channel: '/meta/handshake', ext: { chat: start } }])
  const postFrom = (url: string, headers: Record<string, string> = {}, agent: Agent | false = false) =>
    new Promise<number | undefined>((resolve, reject) => {
      const all = { 'content-type': 'application/json', ...headers }
      const request = httpRequest(url, { method: 'POST', agent, headers: all }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject)
      request.end(handshake)
    })
  const clientAddress: FrontOptions['clientAddress'] = ({ headers }) => headers['x-client'] as string | undefined

  test('share a budget of handshakes, and those of another address have their own', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, clientAddress, addressLimits: { messagesPerSecond: 20 } })
    const statuses: (number | undefined)[] = []
    const posts = Array.from({ length: 8 }, async () => statuses.push(await postFrom(url, { 'x-client': 'a' })))
    await eventually(() => statuses.length === 4)
    expect(await postFrom(url, { 'x-client': 'b' })).toBe(200)
    expect(await postFrom(url)).toBe(200)
    expect(statuses).toHaveLength(4)
    await clock.advance(1_000)
    await Promise.all(posts)
    expect(statuses).toEqual(Array(8).fill(200))
  })

  test('of several addresses, on one connection of a proxy, have each their own', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, clientAddress, messagesPerSecond: 5 })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    for (const client of ['a', 'b', 'c', 'd']) expect(await postFrom(url, { 'x-client': client }, agent)).toBe(200)
    const again = postFrom(url, { 'x-client': 'a' }, agent)
    for (const client of ['e', 'f']) expect(await postFrom(url, { 'x-client': client })).toBe(200)
    await eventually(async () => {
      await clock.advance(100)
      return Promise.race([again, undefined])
    })
  })

  test('share it over WebSocket too', async () => {
    const clock = fakeClock()
    const { url, backend } = await startFronts({ clock, clientAddress, addressLimits: { messagesPerSecond: 12 } })
    const pages = Array.from({ length: 6 }, () => new SocketPage(url, { headers: { 'x-client': 'a' } }))
    await Promise.all(pages.map((page) => page.open()))
    const attached = pages.map((page) => page.attach(start))
    await new SocketPage(url).attach(start)
    expect(backend.attempts).toBeLessThan(5)
    await eventually(async () => {
      await clock.advance(500)
      return backend.attempts === 7
    })
    await Promise.all(attached)
  })

  test('are answered 429 when their turn is too far off', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, clientAddress, addressLimits: { messagesPerSecond: 5 } })
    const from = { 'x-client': 'a' }
    const statuses: (number | undefined)[] = []
    const posts = Array.from({ length: 13 }, async () => statuses.push(await postFrom(url, from)))
    await eventually(() => statuses.includes(429))
    await expect(new SocketPage(url, { headers: from }).open()).rejects.toThrow(/429/)
    expect(await postFrom(url, { 'x-client': 'b' })).toBe(200)
    await clock.advance(20_000)
    await Promise.all(posts)
    expect(statuses.sort()).toEqual([...Array<number>(12).fill(200), 429])
  })

  test('may have so many sockets without a chat, the newest, and as many with one as they like', async () => {
    const { url } = await startFronts({ addressLimits: { unattachedSockets: 2 } })
    for (let number = 0; number < 4; number++) await new SocketPage(url).attach(start)
    const [first, second, third] = [new SocketPage(url), new SocketPage(url), new SocketPage(url)]
    for (const page of [first, second, third]) await page.open()
    expect(await first.closed()).toEqual({ code: 1013, reason: expect.stringContaining('unattachedSockets') })
    for (const page of [second, third]) expect(await page.attach(start)).toMatchObject({ successful: true })
  })

  test('take no socket of another address when they have too many, also if the server is full', async () => {
    const { url } = await startFronts({ maxConnections: 3, addressLimits: { unattachedSockets: 2 } })
    const neighbor = new SocketPage(url, { localAddress: '127.0.0.2' })
    await neighbor.open()
    const flood = Array.from({ length: 5 }, () => new SocketPage(url))
    for (const page of flood) await page.open()
    for (const page of flood.slice(0, 3)) expect(await page.closed()).toMatchObject({ code: 1013 })
    expect(await neighbor.attach(start)).toMatchObject({ successful: true })
  })

  test('keep no place for a socket that was refused', async () => {
    const { url } = await startFronts({ addressLimits: { unattachedSockets: 1 } })
    const refused = () =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '99' }
        const request = httpRequest(url, { headers, agent: false }, ({ statusCode }) => resolve(statusCode))
        request.on('error', reject)
        request.end()
      })
    expect(await refused()).toBe(400)
    const page = new SocketPage(url)
    expect(await page.attach(start)).toMatchObject({ successful: true })
  })

  test('are asked for once for each request, also if clientAddress fails', async () => {
    let asked = 0
    const failing = () => {
      asked += 1
      throw new Error('no header')
    }
    const { url } = await startFronts({ clientAddress: failing })
    await new SocketPage(url).attach(start)
    await new PollingPage(url).attach(start)
    expect(asked).toBe(2)
  })

  test('are told to the back end by their address', async () => {
    const { url, backend } = await startFronts({ clientAddress })
    await new SocketPage(url, { headers: { 'x-client': '2001:db8::7' } }).attach(start)
    await new PollingPage(url, { 'x-client': '192.0.2.7' }).attach(start)
    expect(backend.visitors.map(({ context }) => context?.address)).toEqual(['2001:db8::7', '192.0.2.7'])
    expect(backend.visitors.map(({ context }) => context?.countedAs)).toEqual(['2001:db8:0:0::/64', '192.0.2.7'])
  })
})
