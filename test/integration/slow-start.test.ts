import { describe, expect, test } from 'vitest'
import type { FaultProxy } from '../support/fault-proxy.ts'
import { servePages, transports } from './support/serve-pages.ts'

/** A sixth of the default: what the README promises of slow lines. */
const startTimeoutMs = 5_000

describe.each(transports)('over %s', (transport) => {
  test.each<[string, (line: FaultProxy) => void]>([
    ['4 kB a second', (line) => line.throttle({ upBytesPerSecond: 4_000, downBytesPerSecond: 4_000 })],
    ['a second of latency', (line) => line.delay(500)],
  ])('a start on a line with %s is confirmed well before it is forgotten', async (_line, slowDown) => {
    const { server, openPage } = await servePages(transport, { startTimeoutMs })
    const page = await openPage()
    slowDown(page.line)
    const session = await page.chat.startSession({ nickname: 'Ada', userData: { cart: 'x'.repeat(4_000) } })
    const onServer = await server.waitForSession()
    await session.sendMessage('Hello')
    expect(server.backend.sessions().map(({ id }) => id)).toEqual([session.id])
    expect(onServer.status).toBe('open')
  })
})
