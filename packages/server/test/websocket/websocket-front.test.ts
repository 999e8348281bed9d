import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/support/deadline.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { SocketPage } from '../support/bayeux-clients.ts'
import { message } from '../support/fake-backend.ts'
import { start, startAttachedBySocket } from '../support/start-attached.ts'
import { startFronts } from '../support/start-fronts.ts'

test('what one frame of commands leads to is sent in one frame: the acknowledgements first', async () => {
  const { backend, page } = await startAttachedBySocket()
  backend.answerCommandsWith(message(1))
  const before = page.frames.length

  const { clientId } = page
  await page.send(...['a', 'b'].map((id) => ({ id, channel: '/service/chat', clientId, data: { id } })))
  await page.event('EventMessage')

  expect(page.frames.slice(before)).toHaveLength(1)
  expect(page.received.slice(-4).map(({ id, data }) => id ?? data?.type)).toEqual([
    'a',
    'b',
    'EventMessage',
    'EventMessage',
  ])
})

test('a line is writing from the moment it is given something until the network has it', async () => {
  const { page, visitor } = await startAttachedBySocket()
  expect(visitor.line.isWriting).toBe(false)
  void visitor.deliver(message(1))
  expect(visitor.line.isWriting).toBe(true)
  await page.event('EventMessage')
  expect(visitor.line.isWriting).toBe(false)
})

describe('attaching', () => {
  test('rides on the handshake: the answer is in ext.chat of the reply', async () => {
    const { reply, visitor } = await startAttachedBySocket()
    expect(reply).toMatchObject({
      successful: true,
      supportedConnectionTypes: ['websocket', 'long-polling'],
      advice: { reconnect: 'retry', timeout: 10_000 },
      ext: { chat: { type: 'EventAttached', commandId: 's1' } },
    })
    expect(visitor.attach).toEqual(start)
    expect(visitor.context).toMatchObject({ transport: 'websocket', remoteAddress: '127.0.0.1' })
    expect(visitor.context?.headers).toHaveProperty('host')
  })

  test('that is refused answers with the event unchanged and closes the socket', async () => {
    const server = await startFronts()
    const refusal = { type: 'EventError', error: { code: 101, description: 'no', hint: { a: 1 } }, more: [1] } as const
    server.backend.refuseWith(refusal)
    const page = new SocketPage(server.url)
    expect(await page.attach(start)).toMatchObject({ successful: false, ext: { chat: refusal } })
    expect(await page.closed()).toEqual({ code: 1000, reason: 'The attach was refused.' })
  })

  test.each([undefined, null])('with %s in place of a command is error 2', async (attach) => {
    const server = await startFronts()
    const page = new SocketPage(server.url)
    const reply = await page.attach(attach)
    expect(reply).toMatchObject({ successful: false, ext: { chat: { type: 'EventError', error: { code: 2 } } } })
  })

  test('whose answer JSON cannot express is answered by closing, and harms nobody', async () => {
    const { url, backend, page: neighbor } = await startAttachedBySocket()
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    backend.refuseWith({ type: 'EventError', error: { code: 51, description: 'no' }, cyclic })
    const page = new SocketPage(url)
    await page.send({ id: '1', channel: '/meta/handshake', ext: { chat: start } })
    expect((await page.closed()).code).toBe(1011)
    expect(await neighbor.publish({ id: 'a' })).toMatchObject({ successful: true })
  })

  test('starts the cursor when the answer is written, and confirms at the first /meta/connect', async () => {
    const { page, visitor } = await startAttachedBySocket()
    expect(visitor.told).toEqual(['started'])
    await page.connect({ timeout: 0 })
    expect(visitor.told).toEqual(['started', 'confirmed'])
  })

  test('is overtaken by nothing', async () => {
    const server = await startFronts()
    const attach = server.backend.attach.bind(server.backend)
    server.backend.attach = async (command, line, context) => {
      const result = await attach(command, line, context)
      void line.deliver([JSON.stringify(message(1))])
      return result
    }
    const page = new SocketPage(server.url)
    await page.attach(start)
    await page.event('EventMessage')
    expect(page.received.map(({ channel }) => channel)).toEqual(['/meta/handshake', '/service/chat'])
  })

  test('that takes longer than the socket lives is detached at once', async () => {
    const server = await startFronts()
    const held = server.backend.hold()
    const page = new SocketPage(server.url)
    await page.send({ id: '1', channel: '/meta/handshake', ext: { chat: start } })
    await eventually(() => server.backend.attempts === 1)
    page.vanish()
    await server.fronts.close()
    held.release()
    await eventually(() => server.backend.visitors[0]?.told.includes('detached'))
    expect(server.backend.visitors[0]?.told).toEqual(['detached'])
  })

  test('happens once on a socket', async () => {
    const { page, visitor } = await startAttachedBySocket()
    await page.send({ id: '2', channel: '/meta/handshake', ext: { chat: start } })
    expect((await page.closed()).code).toBe(1008)
    expect(visitor.told).toContain('detached')
  })

  test('that never comes closes the socket', async () => {
    const server = await startFronts({ absenceTimeoutMs: 30 })
    const page = new SocketPage(server.url)
    expect(await page.closed()).toMatchObject({ code: 1008 })
  })
})

describe('events', () => {
  test('give a client as much longer as their bytes take on a slow line, however few characters they are', async () => {
    const clock = fakeClock()
    const { page, visitor } = await startAttachedBySocket({ clock, absenceTimeoutMs: 1_000 })
    void visitor.deliver(message(1, '漢'.repeat(8_000)))
    await page.event('EventMessage')
    await clock.advance(3_900)
    expect(visitor.told).toEqual(['started'])
    await clock.advance(200)
    expect(visitor.told).toEqual(['started', 'detached'])
  })

  test('are written at once, without a /meta/connect, in order', async () => {
    const { page, visitor } = await startAttachedBySocket()
    for (let index = 1; index <= 500; index += 1) void visitor.deliver(message(index))
    await eventually(() => page.events.length === 500)
    expect(page.events.map(({ index }) => index)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
  })

  test('of one delivery travel in frames of at most 16 kB, so that each is soon a step ahead on a slow line', async () => {
    const { page, visitor } = await startAttachedBySocket()
    await visitor.deliver(...Array.from({ length: 100 }, (_, index) => message(index + 1, 'é'.repeat(1_000))))
    await eventually(() => page.events.length === 100)
    expect(page.frames.length).toBeGreaterThan(13)
    expect(Math.max(...page.frames.map((frame) => Buffer.byteLength(frame)))).toBeLessThanOrEqual(16 * 1024)
  })

  test('push back while the page does not read, and go on when it does', async () => {
    const { page, visitor } = await startAttachedBySocket()
    page.stopReading()
    let full: void | Promise<void>
    let index = 0
    do full = visitor.deliver(message((index += 1), 'x'.repeat(100_000)))
    while (!full && index < 2_000)
    expect(full).toBeInstanceOf(Promise)
    page.readOn()
    await full
    await eventually(() => page.events.length === index)
  })

  test('that wait for a page that vanishes hold nobody up', async () => {
    const { page, visitor } = await startAttachedBySocket()
    page.stopReading()
    let full: void | Promise<void>
    do full = visitor.deliver(message(1, 'x'.repeat(1_000_000)))
    while (!full)
    page.vanish()
    await full
    await eventually(() => visitor.told.includes('detached'))
  })
})

describe('commands', () => {
  test('are acknowledged without waiting for what they do, and carried out one after another', async () => {
    const { page, visitor, backend } = await startAttachedBySocket()
    const held = backend.holdCommands()
    for (const id of ['a', 'b', 'c']) expect(await page.publish({ id })).toMatchObject({ successful: true })
    expect(visitor.commands).toEqual([{ id: 'a' }])
    held.release()
    await eventually(() => visitor.commands.length === 3)
    expect(visitor.commands).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  })

  test('of one frame keep their order', async () => {
    const { page, visitor } = await startAttachedBySocket()
    const ids = Array.from({ length: 50 }, (_, index) => String(index))
    await page.send(...ids.map((id) => ({ id, channel: '/service/chat', clientId: page.clientId, data: { id } })))
    await eventually(() => visitor.commands.length === 50)
    expect(visitor.commands).toEqual(ids.map((id) => ({ id })))
  })

  test('that come faster than they are taken are not read, and none is lost', async () => {
    const { page, visitor, backend } = await startAttachedBySocket()
    const held = backend.holdCommands()
    const ids = Array.from({ length: 400 }, (_, index) => String(index))
    for (const id of ids) await page.ask('/service/chat', { data: { id, text: 'x'.repeat(1_000) } })
    await eventually(() => page.received.length > 16)
    const read = page.received.length
    expect(read).toBeLessThan(400)
    held.release()
    await eventually(() => visitor.commands.length === 400)
    expect(visitor.commands.map((command) => (command as { id: string }).id)).toEqual(ids)
  })

  test('nested deeply are left to the back end like all others, however deeply', async () => {
    const { page, visitor } = await startAttachedBySocket()
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    await page.write(
      `[{"id":"9","channel":"/service/chat","clientId":"${page.clientId}","data":{"type":"SendNotice","id":"d","x":${deep}}}]`,
    )
    expect(await page.publish({ id: 'next' })).toMatchObject({ successful: true })
    await eventually(() => visitor.commands.length === 2)
    expect(visitor.commands.map((command) => (command as { id: string }).id)).toEqual(['d', 'next'])
  })
})

describe('the heartbeat', () => {
  test('is a /meta/connect that is held, and answered when there is nothing to say', async () => {
    const { page } = await startAttachedBySocket({ heartbeatMs: 40 })
    const startedAt = performance.now()
    expect(await page.connect()).toMatchObject({ successful: true })
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(35)
  })

  test('is never slower than the server says, whatever the client asks for', async () => {
    const { page } = await startAttachedBySocket({ heartbeatMs: 40 })
    expect(await page.connect({ timeout: 3_600_000, interval: 3_600_000 })).toMatchObject({ successful: true })
  })

  test('that a client gives up ends its line', async () => {
    const clock = fakeClock()
    const { page, visitor } = await startAttachedBySocket({ heartbeatMs: 20, clock })
    await page.connect()
    await clock.advance(10_000)
    expect((await page.closed()).code).toBe(1000)
    expect(visitor.told).toContain('detached')
  })

  test('is one at a time', async () => {
    const { page } = await startAttachedBySocket()
    await page.ask('/meta/connect', { connectionType: 'websocket' })
    await page.ask('/meta/connect', { connectionType: 'websocket' })
    expect(await page.closed()).toEqual({ code: 1008, reason: 'Only one /meta/connect may be open at a time.' })
  })
})
