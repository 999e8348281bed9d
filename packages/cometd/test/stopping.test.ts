import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock, settle } from '../../../test/support/fake-clock.ts'
import { installBrowserGlobals } from '../../../test/support/node-browser-globals.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { startCometDServer } from './support/cometd-server.ts'
import { openLink, type Reactions } from './support/recorded-line.ts'

/**
 * A network on which connections are accepted and nothing is ever answered. A connection counts from its first word:
 * Node's `fetch` makes a spare one in place of an aborted one, and says nothing on it.
 */
async function startTarpit() {
  const sockets = new Set<Socket>()
  const speaking = new Set<Socket>()
  let dials = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined) // a reset is an end as good as any
    socket.on('close', () => sockets.delete(socket) && speaking.delete(socket))
    socket.once('data', () => {
      dials += 1
      speaking.add(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cometd`,
    get dials() {
      return dials
    },
    get open() {
      return speaking.size
    },
  }
}

const lost = new Error('lost')

/** The places in the life of a CometD client where its own means of stopping it fail in one way or another. */
describe.each(['websocket', 'long-polling'] as const)('L4: over %s the link stops for good', (transport) => {
  function start(server: { url: string }, reactions: Reactions = {}) {
    installBrowserGlobals()
    const clock = fakeClock()
    return { clock, ...openLink(cometdLink({ url: server.url, transport, clock }), reactions) }
  }

  /** No connection, timer or task is left from which another dial could come. */
  async function expectStopped(
    server: { dials: number; open: number },
    { clock, line, late, opening }: ReturnType<typeof start>,
  ) {
    await eventually(() => line.signal.aborted && server.open === 0)
    await eventually(() => !process.getActiveResourcesInfo().includes('MessagePort'))
    expect(clock.pending).toBe(0)
    const { dials } = server
    await clock.advance(600_000)
    await settle()
    expect(server.dials).toBe(dials)
    expect(late).toEqual([])
    await Promise.allSettled([opening])
  }

  test('while connecting', async () => {
    const tarpit = await startTarpit()
    const link = start(tarpit)
    await eventually(() => tarpit.open === 1)

    link.end('detached')

    await expect(link.opening).rejects.toBe('detached')
    await expectStopped(tarpit, link)
    expect(tarpit.dials).toBe(1)
  })

  test('before the dial has left the page', async () => {
    const server = await startCometDServer()
    const link = start(server)

    link.end('detached')

    await expectStopped(server, link)
    expect(server.sessions).toBe(0)
  })

  test('while the handshake is unanswered', async () => {
    const server = await startCometDServer({ handshakes: 'ignore' })
    const link = start(server)
    await eventually(() => server.open === 1)

    link.end(lost)

    await expectStopped(server, link)
  })

  test.each([lost, 'detached', 'left'] as const)('while /meta/connect is held (%s)', async (reason) => {
    const server = await startCometDServer()
    const link = start(server)
    await link.opening
    await eventually(() => server.open === 1)

    link.end(reason)
    const goodbyes = reason === lost ? 0 : 1
    await eventually(() => server.goodbyes === goodbyes)

    await expectStopped(server, link)
    await eventually(() => server.sessions === 0)
    expect(server.goodbyes).toBe(goodbyes)
  })

  test('in the handshake callback', async () => {
    const server = await startCometDServer()
    const link = start(server, { received: (_event, end) => end(lost) })

    await expectStopped(server, link)
    expect(link.told).toHaveLength(1)
  })

  test('in the handshake callback, with a goodbye', async () => {
    const server = await startCometDServer()
    const link = start(server, { received: (_event, end) => end('left') })
    await eventually(() => server.goodbyes === 1)

    await expectStopped(server, link)
  })

  test('between the handshake and the first connect', async () => {
    const server = await startCometDServer()
    const link = start(server, { received: (_event, end) => queueMicrotask(() => end(lost)) })

    await expectStopped(server, link)
  })

  test('between two connects', async () => {
    const server = await startCometDServer()
    const link = start(server)

    await link.opening
    link.end(lost)

    await expectStopped(server, link)
  })

  test('when the handshake is denied', async () => {
    const server = await startCometDServer({ handshakes: 'deny' })
    const link = start(server)

    await expectStopped(server, link)
    expect(link.told).toHaveLength(1)
    expect(link.causes).toHaveLength(1)
  })

  test('when the server dies', async () => {
    const server = await startCometDServer()
    const link = start(server)
    await link.opening
    await eventually(() => server.open === 1)

    server.dropConnections()

    await expectStopped(server, link)
    expect(link.causes).toHaveLength(1)
  })

  test('when nobody answers at the address', async () => {
    const server = await startTarpit()
    const nobody = { url: server.url.replace(/:\d+/, ':1'), dials: 0, open: 0 }
    const link = start(nobody)

    await expectStopped(nobody, link)
    expect(link.causes).toHaveLength(1)
  })
})
