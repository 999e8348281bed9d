import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { eventually, within } from '../support/deadline.ts'
import { seeFirst } from '../support/see-first.ts'
import type { RunningServer } from '../support/start-server.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

/** How firewalls and old proxies break WebSocket: `act` replaces the server's answer to an upgrade. */
function meddleWithUpgrades(server: RunningServer, act: (socket: Duplex) => void): void {
  seeFirst(server.httpServer, 'upgrade', (_request, socket) => {
    act(socket.on('error', () => socket.destroy()))
    return true
  })
}

describe('where WebSocket is blocked', () => {
  test.each<[how: string, act: (socket: Duplex) => void, withinMs: number]>([
    [
      'the upgrade is answered 403',
      (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
      1_500,
    ],
    ['the connection is ended', (socket) => socket.destroy(), 1_500],
    ['the upgrade is swallowed', () => undefined, 4_000],
  ])('long-polling takes over: %s', async (_how, act, withinMs) => {
    const carriers: unknown[] = []
    const { server, openPage } = await servePages(transports, {
      authenticate: (_request, { transport }) => void carriers.push(transport),
    })
    meddleWithUpgrades(server, act)
    const page = await openPage()

    const session = await within(withinMs, 'the start', page.chat.startSession())

    const log = logSession(session)
    const agent = await server.waitForAgent()
    await Promise.all([session.sendMessage('Hello'), agent.say('Hi')])
    await log.waitForText('Hi')
    expect(carriers).toEqual(['long-polling'])

    // From now on the transport that worked is tried first.
    page.line.cut()
    await eventually(() => session.status === 'reconnecting')
    page.line.restore()
    await agent.say('Still there?')
    await log.waitForText('Still there?', 1_500)
    expect(carriers).toEqual(['long-polling', 'long-polling'])
  })
})

test('where WebSocket works, only WebSocket is used', async () => {
  const carriers: unknown[] = []
  const { openPage } = await servePages(transports, {
    authenticate: (_request, { transport }) => void carriers.push(transport),
  })
  const page = await openPage()
  const session = await page.chat.startSession()
  page.line.dropConnections()
  await session.sendMessage('Hello')
  expect(carriers).toEqual(['websocket', 'websocket'])
})
