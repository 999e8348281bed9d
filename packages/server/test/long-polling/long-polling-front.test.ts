import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, within } from '../../../../test/support/deadline.ts'
import { PollingPage } from '../support/bayeux-clients.ts'
import { message } from '../support/fake-backend.ts'
import { start, startAttachedByPolling, startStayingAway } from '../support/start-attached.ts'
import { startFronts } from '../support/start-fronts.ts'

const indexes = (page: PollingPage) => page.events.map(({ index }) => index)

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('attaching', () => {
  test('rides on the handshake: the answer is in ext.chat of the reply', async () => {
    const { reply, visitor } = await startAttachedByPolling()
    expect(reply).toMatchObject({ successful: true, ext: { chat: { type: 'EventAttached', commandId: 's1' } } })
    expect(visitor.context).toMatchObject({ transport: 'long-polling', remoteAddress: '127.0.0.1' })
  })

  test('that is refused answers with the event unchanged', async () => {
    const server = await startFronts()
    const refusal = { type: 'EventError', error: { code: 50, description: 'gone', hint: { a: 1 } }, more: [1] } as const
    server.backend.refuseWith(refusal)
    expect(await new PollingPage(server.url).attach(start)).toMatchObject({ successful: false, ext: { chat: refusal } })
  })

  test('starts the cursor when the answer is written, and confirms at the first /meta/connect', async () => {
    const { page, visitor } = await startAttachedByPolling()
    await eventually(() => visitor.told.length > 0)
    expect(visitor.told).toEqual(['started'])
    await page.connect({ timeout: 0 })
    expect(visitor.told).toEqual(['started', 'confirmed'])
  })

  test('of a page that is gone before the answer is detached at once', async () => {
    const server = await startFronts()
    const held = server.backend.hold()
    const page = new PollingPage(server.url)
    const attached = page.attach(start)
    await eventually(() => server.backend.attempts === 1)
    page.vanish()
    await expect(attached).rejects.toThrow()
    await server.fronts.close()
    held.release()
    await eventually(() => server.backend.visitors[0]?.told.includes('detached'))
  })
})

describe('without cookies', () => {
  test('nothing is set, one handshake is enough, and no advice slows the client down', async () => {
    const { page, visitor } = await startAttachedByPolling()
    for (let index = 1; index <= 50; index += 1) {
      void visitor.deliver(message(index))
      await page.publish({ id: String(index) })
      await page.connect()
    }
    expect(page.handshakes).toBe(1)
    expect(page.setCookies).toEqual([])
    expect(page.received.filter(({ successful }) => successful === false)).toEqual([])
    expect(page.received.flatMap(({ advice }) => (advice && 'multiple-clients' in advice ? [advice] : []))).toEqual([])
    expect(indexes(page)).toEqual(upTo(50))
  })

  test('two pages of one browser, whose cookie is the same, do not meet', async () => {
    const server = await startFronts()
    const cookie = { cookie: 'BAYEUX_BROWSER=stolen' }
    const pages = [new PollingPage(server.url, cookie), new PollingPage(server.url, cookie)]
    for (const page of pages) await page.attach({ ...start, id: crypto.randomUUID() })
    const held = pages.map((page) => page.connect())
    await eventually(() => server.backend.visitors.every(({ told }) => told.includes('confirmed')))
    server.backend.visitors.forEach((visitor, index) => void visitor.deliver(message(index + 1)))
    await Promise.all(held)
    expect(pages.map(indexes)).toEqual([[1], [2]])
  })
})

describe('events', () => {
  test('let a /meta/connect that is held return at once', async () => {
    const { page, visitor } = await startAttachedByPolling()
    const held = page.connect()
    await eventually(() => visitor.told.includes('confirmed'))
    void visitor.deliver(message(1), message(2))
    await within(5_000, 'the reply', held)
    expect(indexes(page)).toEqual([1, 2])
  })

  test('that come between two polls wait for the next', async () => {
    const { page, visitor } = await startAttachedByPolling()
    void visitor.deliver(message(1))
    await within(5_000, 'the reply', page.connect())
    expect(indexes(page)).toEqual([1])
  })

  test('never travel in the reply to a publish, which could overtake another', async () => {
    const { page, visitor } = await startAttachedByPolling()
    void visitor.deliver(message(1))
    const replies = await page.publish({ id: 'a' }, { id: 'b' })
    expect(replies.map(({ channel, successful }) => [channel, successful])).toEqual([
      ['/service/chat', true],
      ['/service/chat', true],
    ])
    expect(page.events).toEqual([])
  })

  test('keep their order when replies are delayed at random', async () => {
    const { url, visitor, backend } = await startAttachedByPolling()
    const jitter = await startJitter(Number(new URL(url).port))
    const page = new PollingPage(`http://127.0.0.1:${jitter}/cometd`)
    await page.attach({ ...start, id: 's2' })
    const speaker = backend.visitors[1] ?? visitor
    const published = (async () => {
      for (let index = 1; index <= 60; index += 1) {
        void speaker.deliver(message(index))
        await page.publish({ id: String(index) })
      }
    })()
    await page.pollUntil((events) => events.length >= 60)
    await published
    expect(indexes(page)).toEqual(upTo(60))
  })

  test('travel in replies that grow from 16 kB to at most 256 kB, and push back until they are fetched', async () => {
    const { page, visitor } = await startAttachedByPolling()
    const texts = Array.from({ length: 100 }, (_, index) => message(index + 1, 'é'.repeat(5_000)))
    const full = visitor.deliver(...texts)
    expect(full).toBeInstanceOf(Promise)
    await page.pollUntil((events) => events.length === 100)
    await full
    expect(indexes(page)).toEqual(upTo(100))
    expect(Math.max(...page.bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(256 * 1024)
  })

  test('that wait for a page that stays away hold nobody up', async () => {
    const { visitor, noticeAbsence } = await startStayingAway()
    const full = visitor.deliver(message(1, 'x'.repeat(1_000_000)))
    expect(full).toBeInstanceOf(Promise)
    await noticeAbsence()
    await full
    expect(visitor.told).toContain('detached')
  })
})

describe('commands', () => {
  test('are acknowledged without waiting for what they do, and carried out in order', async () => {
    const { page, visitor, backend } = await startAttachedByPolling()
    const held = backend.holdCommands()
    await page.publish({ id: 'a' }, { id: 'b' })
    await page.publish({ id: 'c' })
    expect(visitor.commands).toEqual([{ id: 'a' }])
    held.release()
    await eventually(() => visitor.commands.length === 3)
    expect(visitor.commands).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  })

  test('that come faster than they are taken are not taken in, and none is lost', async () => {
    const { page, visitor, backend } = await startAttachedByPolling()
    const held = backend.holdCommands()
    const ids = upTo(60).map((id) => ({ id }))
    await page.publish(...ids.slice(0, 40))
    const published = page.publish(...ids.slice(40))
    const early = await Promise.race([published, page.connect({ timeout: 0 })])
    expect(early.map(({ channel }) => channel)).toEqual(['/meta/connect'])
    held.release()
    expect(await published).toHaveLength(20)
    await eventually(() => visitor.commands.length === 60)
    expect(visitor.commands).toEqual(ids)
  })
})

describe('the heartbeat', () => {
  test('is a /meta/connect that is held, and answered when there is nothing to say', async () => {
    const { page } = await startAttachedByPolling({ heartbeatMs: 40 })
    const startedAt = performance.now()
    expect(await page.connect({ timeout: 3_600_000 })).toMatchObject([{ channel: '/meta/connect', successful: true }])
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(35)
  })

  test('that comes a second time answers the first, and goes on', async () => {
    const { page, visitor } = await startAttachedByPolling()
    const first = page.connect()
    await eventually(() => visitor.told.includes('confirmed'))
    const second = page.connect()
    await expect(first).rejects.toThrow(/^409: Another/)
    void visitor.deliver(message(1))
    await second
    expect(indexes(page)).toEqual([1])
  })
})

/** A line to `target` that delays every reply by up to 10 ms, each on a connection of its own. */
async function startJitter(target: number): Promise<number> {
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    client.pipe(upstream)
    const late = Math.random() * 10
    upstream.on('data', (data) => void setTimeout(() => client.writable && client.write(data), late))
    for (const socket of [client, upstream]) {
      socket.on('error', () => socket.destroy())
      socket.on('close', () => setTimeout(() => [client, upstream].forEach((each) => each.destroy()), 20))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
