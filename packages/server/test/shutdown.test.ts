import { once } from 'node:events'
import { createServer } from 'node:http'
import { createChatBackend } from '@chat-transport/backend'
import { createChatServer } from '@chat-transport/server'
import { expect, onTestFinished, test } from 'vitest'
import { eventually, within } from '../../../test/support/deadline.ts'
import { startServer } from '../../../test/support/start-server.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { sendMessage, startSession } from './support/commands.ts'
import { message } from './support/fake-backend.ts'
import { startFronts } from './support/start-fronts.ts'
import { temporaryFolder } from './support/start-with-files.ts'

/** What keeps this process alive, apart from the test's own. */
const resources = () => process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP|Immediate/.test(kind))

test('closing tells every line: sockets close with 1001, held polls return, sessions detach', async () => {
  const { url, fronts, backend } = await startFronts()
  const socket = new SocketPage(url)
  await socket.attach({ type: 'StartSession', id: 's1' })
  await socket.ask('/meta/connect', { connectionType: 'websocket' })
  const polling = new PollingPage(url)
  await polling.attach({ type: 'StartSession', id: 's2' })
  const held = polling.connect()
  await eventually(
    () => backend.visitors.length === 2 && backend.visitors.every(({ told }) => told.includes('confirmed')),
  )
  const closed = fronts.close()
  expect(await socket.closed()).toEqual({ code: 1001, reason: 'The chat server is shutting down.' })
  expect(await held).toContainEqual(expect.objectContaining({ channel: '/meta/disconnect' }))
  await within(5_000, 'the close', closed)
  for (const { told } of backend.visitors) expect(told).toContain('detached')
})

test('what was handed over before closing is still written', async () => {
  const { url, fronts, backend } = await startFronts()
  const page = new SocketPage(url)
  await page.attach({ type: 'StartSession', id: 's1' })
  void backend.visitors[0]?.deliver(message(1))
  await fronts.close()
  expect(page.events).toMatchObject([{ index: 1 }])
})

test('newcomers are refused while the last lines end', async () => {
  const { url, fronts, backend } = await startFronts()
  const page = new SocketPage(url)
  await page.attach({ type: 'StartSession', id: 's1' })
  page.stopReading()
  void backend.visitors[0]?.deliver(message(1, 'x'.repeat(10_000_000)))
  const closed = fronts.close()
  await expect(new SocketPage(url).open()).rejects.toThrow(/503: .*shutting down/)
  await expect(new PollingPage(url).attach({ type: 'StartSession', id: 's2' })).rejects.toThrow(/503: .*shutting down/)
  page.readOn()
  await closed
  await eventually(() => page.events.length === 1)
})

test('a client that does not read is cut off after a while', async () => {
  const { url, fronts, backend } = await startFronts({ closeTimeoutMs: 30 })
  const page = new SocketPage(url)
  await page.attach({ type: 'StartSession', id: 's1' })
  page.stopReading()
  void backend.visitors[0]?.deliver(message(1, 'x'.repeat(10_000_000)))
  await within(5_000, 'the close', fronts.close())
})

test('a socket that has said nothing yet is closed too', async () => {
  const { url, fronts } = await startFronts()
  const page = new SocketPage(url)
  await page.open()
  await fronts.close()
  expect((await page.closed()).code).toBe(1001)
})

test('an attach that is being decided is answered', async () => {
  const { url, fronts, backend } = await startFronts()
  const held = backend.hold()
  const page = new PollingPage(url)
  const reply = page.attach({ type: 'StartSession', id: 's1' })
  await eventually(() => backend.attempts === 1)
  const closed = fronts.close()
  held.release()
  expect(await reply).toMatchObject({ successful: false, ext: { chat: { error: { code: 100 } } } })
  await closed
})

test('nothing is left: no timer, no socket, no listener', async () => {
  const before = resources()
  const httpServer = createServer((_request, response) => void response.end('a page'))
  const own = httpServer.listeners('request')
  const server = createChatServer().attach(httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const address = httpServer.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/cometd`
  const pages = Array.from({ length: 10 }, () => new SocketPage(url))
  for (const page of pages) {
    await page.attach(startSession())
    await page.ask('/meta/connect', { connectionType: 'websocket' })
    await page.publish(sendMessage('hello'))
  }
  await server.close()
  await Promise.all(pages.map((page) => page.closed()))
  httpServer.close()
  httpServer.closeAllConnections()
  await once(httpServer, 'close')
  expect(httpServer.listeners('request')).toEqual(own)
  expect(httpServer.listeners('upgrade')).toEqual([])
  await eventually(() => resources().length <= before.length)
})

test('a server that is closed says so until its HTTP server is closed too, or another is attached', async () => {
  const files = { directory: temporaryFolder() }
  const { url, server, httpServer } = await startServer({ files })
  const answer = async (path: string) => (await fetch(`${url}${path}`, { method: 'POST', body: '[]' })).status
  await server.close()
  expect([await answer(''), await answer('/~files')]).toEqual([503, 503])
  await expect(new SocketPage(url).open()).rejects.toThrow(/503: .*shutting down/)
  const next = createChatServer({ files }).attach(httpServer)
  onTestFinished(() => next.close())
  await new SocketPage(url).attach(startSession())
  expect([await answer(''), await answer('/~files')]).not.toContain(503)
})

test('closing twice is closing once; attaching afterwards is refused', async () => {
  const server = createChatServer()
  expect(server.close()).toBe(server.close())
  await server.close()
  expect(() => server.attach(createServer())).toThrow(/has been closed/)
})

test('a back end that was given stays open', async () => {
  const backend = createChatBackend()
  onTestFinished(() => backend.close())
  const first = await startServer({ backend })
  const start = startSession()
  const page = new SocketPage(first.url)
  await page.attach(start)
  await page.connect({ timeout: 0 })
  await first.stop()
  const second = await startServer({ backend })
  await new SocketPage(second.url).attach(start)
  expect(backend.sessions()).toHaveLength(1)
  expect(backend.sessions()[0]?.attached).toBe(true)
})

test('a server that was killed and started anew knows nothing', async () => {
  const server = await startServer()
  const page = new SocketPage(server.url)
  await page.attach(startSession())
  await page.connect({ timeout: 0 })
  await server.waitForSession()
  await server.restart('killed')
  expect((await page.closed()).code).toBe(1006)
  expect(server.backend.sessions()).toEqual([])
  expect(await new SocketPage(server.url).attach(startSession())).toMatchObject({ successful: true })
})
