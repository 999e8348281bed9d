import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../../test/support/deadline.ts'
import { SocketPage } from '../support/bayeux-clients.ts'
import { message } from '../support/fake-backend.ts'
import { startAttachedBySocket } from '../support/start-attached.ts'
import { startFronts } from '../support/start-fronts.ts'

describe('the end of a line', () => {
  test('by /meta/disconnect is answered, detaches and closes', async () => {
    const { page, visitor } = await startAttachedBySocket()
    expect(await page.disconnect()).toMatchObject({ successful: true })
    expect((await page.closed()).code).toBe(1000)
    expect(visitor.told).toEqual(['started', 'detached'])
  })

  test('by a socket that breaks while /meta/connect is held detaches at once', async () => {
    const { page, visitor } = await startAttachedBySocket()
    await page.ask('/meta/connect', { connectionType: 'websocket' })
    page.vanish()
    await eventually(() => visitor.told.includes('detached'), 5_000)
  })

  test('by the back end writes first what was handed over before', async () => {
    const { page, visitor } = await startAttachedBySocket()
    void visitor.deliver(...Array.from({ length: 100 }, (_, index) => message(index + 1, 'x'.repeat(10_000))))
    void visitor.deliver({ type: 'EventSessionTaken' })
    visitor.drop('taken')
    expect(await page.closed()).toEqual({ code: 1000, reason: 'Another page has taken the session.' })
    expect(page.events).toHaveLength(101)
    expect(page.events.at(-1)).toEqual({ type: 'EventSessionTaken' })
  })

  test('fences it: what comes late has no effect', async () => {
    const { page, visitor } = await startAttachedBySocket()
    visitor.drop('superseded')
    await page.ask('/service/chat', { data: { id: 'late' } })
    await page.closed()
    expect(visitor.commands).toEqual([])
  })

  test('leaves nothing to deliver to', async () => {
    const { page, visitor } = await startAttachedBySocket()
    visitor.drop('ended')
    await page.closed()
    expect(visitor.deliver(message(1))).toBeUndefined()
    expect(page.events).toEqual([])
  })
})

describe('a frame that is', () => {
  test.each([
    ['no JSON', 'garbage', 1007],
    ['cut off', '[{"channel":"/meta/conn', 1007],
    ['an object', '{}', 1008],
    ['null', 'null', 1008],
    ['an array of null', '[null]', 1008],
    ['a string', '"x"', 1008],
    ['empty', '[]', 1008],
    ['without a channel', '[{}]', 1008],
    ['for a channel that is no name', '[{"channel":"constructor"}]', 1008],
    ['binary', Buffer.from([1, 2, 3]), 1003],
    ['larger than allowed', `["${'x'.repeat(300_000)}"]`, 1009],
  ])('%s closes its own line, with a reason, and no other', async (_name, frame, code) => {
    const { url, page: neighbor, visitor } = await startAttachedBySocket()
    const page = new SocketPage(url)
    await page.write(frame)
    expect((await page.closed()).code).toBe(code)
    expect(await neighbor.publish({ id: 'a' })).toMatchObject({ successful: true })
    expect(visitor.commands).toEqual([{ id: 'a' }])
  })

  test('for a channel that is not served is refused, and the line goes on', async () => {
    const { page } = await startAttachedBySocket()
    expect(await page.reply(await page.ask('/chat/other', { data: 1 }))).toMatchObject({ error: '403::channel_denied' })
    expect(await page.reply(await page.ask('/meta/subscribe', { subscription: '/chat/*' }))).toMatchObject({
      error: '403::subscribe_denied',
    })
    expect(await page.reply(await page.ask('/meta/other', {}))).toMatchObject({ successful: false })
    expect(await page.publish({ id: 'a' })).toMatchObject({ successful: true })
  })

  test('from a client that is not known is answered with 402', async () => {
    const { page, url, visitor } = await startAttachedBySocket()
    const stranger = new SocketPage(url)
    await stranger.attach({ type: 'StartSession', id: 's2' })
    stranger.clientId = page.clientId
    expect(await stranger.publish({ id: 'forged' })).toMatchObject({ successful: false, error: '402::session_unknown' })
    expect(visitor.commands).toEqual([])
  })
})

describe('an upgrade', () => {
  test('from a page whose origin is not allowed is refused, in words', async () => {
    const { url } = await startFronts({ allowedOrigins: ['https://shop.example'] })
    await expect(new SocketPage(url, { origin: 'https://evil.example' }).open()).rejects.toThrow(
      /403: .*allowedOrigins/,
    )
    await new SocketPage(url, { origin: 'https://shop.example' }).open()
  })

  test('beyond the number of connections is refused', async () => {
    const { url } = await startFronts({ maxConnections: 1 })
    await new SocketPage(url).attach({ type: 'StartSession', id: 's1' })
    await expect(new SocketPage(url).open()).rejects.toThrow(/503: .*too many/)
  })

  test('of another path is not ours', async () => {
    const { origin } = await startFronts()
    await expect(new SocketPage(`${origin}/other`).open()).rejects.toThrow(/404/)
  })

  test('that is broken off in the middle harms nobody', async () => {
    const { url, page: neighbor } = await startAttachedBySocket()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(
      'GET /cometd HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: broken\r\n\r\n',
    )
    await eventually(() => socket.bytesRead > 0)
    socket.resetAndDestroy()
    expect(await neighbor.publish({ id: 'a' })).toMatchObject({ successful: true })
  })
})
