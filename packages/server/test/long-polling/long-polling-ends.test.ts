import { describe, expect, test } from 'vitest'
import { eventually, within } from '../../../../test/support/deadline.ts'
import { startFaultProxy } from '../../../../test/support/fault-proxy.ts'
import { PollingPage, SocketPage } from '../support/bayeux-clients.ts'
import { message } from '../support/fake-backend.ts'
import { start, startAttachedByPolling, startStayingAway } from '../support/start-attached.ts'
import { startFronts } from '../support/start-fronts.ts'

describe('the end of a line', () => {
  test('by /meta/disconnect is answered and detaches', async () => {
    const { page, visitor } = await startAttachedByPolling()
    expect(await page.disconnect()).toMatchObject([{ channel: '/meta/disconnect', successful: true }])
    expect(visitor.told).toEqual(['started', 'detached'])
    expect(await page.publish({ id: 'late' })).toMatchObject([{ error: '402::session_unknown' }])
  })

  test('by a page that vanishes while it waits is noticed at once', async () => {
    const { page, visitor } = await startAttachedByPolling()
    const held = page.connect()
    await eventually(() => visitor.told.includes('confirmed'))
    page.vanish()
    await expect(held).rejects.toThrow()
    await eventually(() => visitor.told.includes('detached'), 5_000)
  })

  test('by a line that breaks while the page waits is noticed at once', async () => {
    const { url, backend } = await startFronts()
    const proxy = await startFaultProxy(Number(new URL(url).port))
    const page = new PollingPage(`http://127.0.0.1:${proxy.port}/cometd`)
    await page.attach(start)
    const held = page.connect()
    await eventually(() => backend.visitors[0]?.told.includes('confirmed'))
    proxy.cut()
    await expect(held).rejects.toThrow()
    await eventually(() => backend.visitors[0]?.told.includes('detached'), 5_000)
  })

  test('by a page that stays away between two polls is noticed', async () => {
    const { visitor, noticeAbsence } = await startStayingAway()
    expect(visitor.told).not.toContain('detached')
    await noticeAbsence()
    expect(visitor.told).toContain('detached')
  })

  test('by the back end delivers what was handed over before, and fences at once', async () => {
    const { page, visitor } = await startAttachedByPolling()
    void visitor.deliver(...Array.from({ length: 40 }, (_, index) => message(index + 1, 'x'.repeat(10_000))))
    void visitor.deliver({ type: 'EventSessionTaken' })
    visitor.drop('taken')
    expect(await page.publish({ id: 'late' })).toMatchObject([{ successful: false, error: '402::session_unknown' }])
    await page.pollUntil((events) => events.at(-1)?.type === 'EventSessionTaken')
    expect(page.events).toHaveLength(41)
    expect(visitor.commands).toEqual([])
    expect(await page.connect()).toMatchObject([{ successful: false, error: '402::session_unknown' }])
  })

  test('by the back end returns a /meta/connect that is held', async () => {
    const { page, visitor } = await startAttachedByPolling()
    const held = page.connect()
    await eventually(() => visitor.told.includes('confirmed'))
    void visitor.deliver({ type: 'EventSessionTaken' })
    visitor.drop('taken')
    await within(5_000, 'the reply', held)
    expect(page.events).toEqual([{ type: 'EventSessionTaken' }])
  })

  test('that was superseded is not drained: a late frame is answered with 402', async () => {
    const { page, visitor } = await startAttachedByPolling()
    void visitor.deliver(message(1))
    visitor.drop('superseded')
    expect(await page.connect()).toMatchObject([{ successful: false, error: '402::session_unknown' }])
    expect(page.events).toEqual([])
  })

  test('whose last events nobody fetches is forgotten', async () => {
    const { page, visitor, noticeAbsence } = await startStayingAway()
    void visitor.deliver(message(1))
    visitor.drop('taken')
    await noticeAbsence()
    expect(await page.connect()).toMatchObject([{ successful: false, error: '402::session_unknown' }])
    expect(page.events).toEqual([])
  })
})

describe('a client that is not known', () => {
  test.each(['unknown', 'none', '', '__proto__'])('such as %j is answered with 402', async (clientId) => {
    const { page, visitor } = await startAttachedByPolling()
    page.clientId = clientId
    expect(await page.publish({ id: 'a' })).toMatchObject([{ successful: false, error: '402::session_unknown' }])
    expect(await page.connect()).toMatchObject([{ successful: false, advice: { reconnect: 'handshake' } }])
    expect(visitor.commands).toEqual([])
  })

  test('on this transport may be known on the other', async () => {
    const { url, page } = await startAttachedByPolling()
    const socket = new SocketPage(url)
    await socket.attach({ ...start, id: 's2' })
    page.clientId = socket.clientId
    expect(await page.publish({ id: 'forged' })).toMatchObject([{ error: '402::session_unknown' }])
  })

  test('cannot hide behind one that is', async () => {
    const { page, visitor } = await startAttachedByPolling()
    const frame = [page.clientId, 'other'].map((clientId, id) => ({
      id: String(id),
      channel: '/service/chat',
      clientId,
      data: {},
    }))
    await expect(page.send(...frame)).rejects.toThrow(/^400: .*clientId/)
    expect(visitor.commands).toEqual([])
  })
})
