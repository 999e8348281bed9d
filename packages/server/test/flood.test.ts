import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, within } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import type { FrontOptions } from '../src/chat-server-options.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { message } from './support/fake-backend.ts'
import { startFronts } from './support/start-fronts.ts'

const start = { type: 'StartSession', id: 's1' }

/** Something that is no command, and is answered all the same. */
const subscribe = (page: SocketPage | PollingPage, id = '1') => ({
  id,
  channel: '/meta/subscribe',
  clientId: page.clientId,
  subscription: '/flood',
})

const command = (page: SocketPage | PollingPage, id: string) => ({
  id,
  channel: '/service/chat',
  clientId: page.clientId,
  data: { id },
})

const poll = (page: PollingPage) => ({
  id: 'poll',
  channel: '/meta/connect',
  connectionType: 'long-polling',
  clientId: page.clientId,
  advice: { timeout: 0 },
})

const ids = (count: number, name = 'm') => Array.from({ length: count }, (_, index) => `${name} ${index + 1}`)

async function attachOverWebSocket(options: FrontOptions) {
  const { url, backend } = await startFronts(options)
  const page = new SocketPage(url)
  await page.attach(start)
  return { page, url, backend }
}

async function attachOverLongPolling(options: FrontOptions) {
  const { url, backend } = await startFronts(options)
  const page = new PollingPage(url)
  await page.attach(start)
  return { page, url, backend }
}

describe('over WebSocket', () => {
  test('a flood is read more slowly, no slower than it has to be, and alone', async () => {
    const clock = fakeClock()
    const { page, url } = await attachOverWebSocket({ clock, messagesPerSecond: 10 })
    await page.send(...ids(20, 'flood').map((id) => subscribe(page, id)))
    await page.reply('flood 20')

    await page.send(subscribe(page, 'later'))
    const neighbor = new SocketPage(url)
    await neighbor.attach(start)
    await neighbor.publish({ type: 'SendMessage', id: 'm1' })
    expect(page.received.some(({ id }) => id === 'later')).toBe(false)

    await clock.advance(1_100)
    expect(await page.reply('later')).toMatchObject({ successful: false })
  })

  test('a flood before any handshake is read more slowly too', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, messagesPerSecond: 10 })
    const page = new SocketPage(url)
    await page.send(...ids(20, 'flood').map((id) => subscribe(page, id)))
    await page.reply('flood 20')

    await page.send(subscribe(page, 'later'))
    const neighbor = new SocketPage(url)
    await neighbor.attach(start)
    expect(page.received.some(({ id }) => id === 'later')).toBe(false)

    await clock.advance(1_000)
    expect(await page.reply('later')).toMatchObject({ error: '402::session_unknown' })
  })

  test('a large frame counts as the many messages that it could have been', async () => {
    const clock = fakeClock()
    const { page, url } = await attachOverWebSocket({ clock, messagesPerSecond: 10 })
    await page.send({ ...subscribe(page, 'large'), ext: { filler: 'x'.repeat(160_000) } })
    await page.reply('large')

    await page.send(subscribe(page, 'later'))
    const neighbor = new SocketPage(url)
    await neighbor.attach(start)
    expect(page.received.some(({ id }) => id === 'later')).toBe(false)

    await clock.advance(1_100)
    await page.reply('later')
  })

  test('a flood whose answers nobody reads ends its line, instead of filling the memory', async () => {
    const { page, backend } = await attachOverWebSocket({ messagesPerSecond: 1_000_000 })
    page.stopReading()
    const frame = Array.from({ length: 1_000 }, () => subscribe(page))
    for (let frames = 0; frames < 200; frames++) await page.send(...frame)
    await eventually(() => backend.visitors[0]?.told.includes('detached'))
  })

  test('a client that is not read is not absent; one that is, and does not come, is', async () => {
    const clock = fakeClock()
    const { page, backend } = await attachOverWebSocket({ clock, absenceTimeoutMs: 1_000 })
    const held = backend.holdCommands()
    await page.send(...ids(20).map((id) => command(page, id)))
    await page.reply('m 20')
    await clock.advance(60_000)
    expect(backend.visitors[0]?.told).toEqual(['started'])

    held.release()
    await eventually(() => backend.visitors[0]?.commands.length === 20)
    await page.publish({ id: 'late' })
    expect(backend.visitors[0]?.told).toEqual(['started'])
    await clock.advance(1_000)
    expect(await page.closed()).toEqual({ code: 1000, reason: 'Disconnected.' })
    expect(clock.pending).toBe(0)
  })
})

describe('over long-polling', () => {
  test('a flood is answered more slowly, and no slower than it has to be', async () => {
    const clock = fakeClock()
    const { page } = await attachOverLongPolling({ clock, messagesPerSecond: 10 })
    const flood = page.send(...ids(20).map((id) => subscribe(page, id)))
    await eventually(() => clock.pending === 2) // the line's timer, and the budget's
    await clock.advance(999)
    expect(page.received).toHaveLength(1) // the handshake's reply
    await clock.advance(1)
    expect(await flood).toHaveLength(20)

    const later = page.send(subscribe(page))
    await eventually(() => clock.pending === 2)
    await clock.advance(100)
    expect(await later).toHaveLength(1)
  })

  test('commands that find no room wait with all of their request, a poll in it or not; a poll alone does not', async () => {
    const { page, backend } = await attachOverLongPolling({})
    const held = backend.holdCommands()
    await page.publish(...ids(18).map((id) => ({ id })))
    const waiting = [
      page.send(command(page, 'm 19'), poll(page)),
      page.send(command(page, 'm 20')),
      page.send(command(page, 'm 21'), poll(page)),
    ]
    const first = await Promise.race([...waiting, page.connect({ timeout: 0 })])
    expect(first.map(({ channel }) => channel)).toEqual(['/meta/connect'])
    expect(backend.visitors[0]?.commands).toHaveLength(1)

    held.release()
    await Promise.all(waiting)
    await eventually(() => backend.visitors[0]?.commands.length === 21)
    const order = backend.visitors[0]?.commands.map((each) => (each as { id: string }).id)
    expect(order?.slice(0, 18)).toEqual(ids(18))
  })

  test('a client that lets many requests wait loses its line, and no other', async () => {
    const { page, url, backend } = await attachOverLongPolling({})
    const neighbor = new PollingPage(url)
    await neighbor.attach({ ...start, id: 's2' })
    backend.holdCommands()
    await page.publish(...ids(18).map((id) => ({ id })))
    const replies = await Promise.all(ids(50, 'flood').map((id) => page.send(command(page, id), poll(page))))
    expect(replies.flat().filter(({ successful }) => successful)).toEqual([])
    expect(backend.visitors[0]?.told).toContain('detached')
    expect(backend.visitors[0]?.commands).toHaveLength(1)
    expect(await neighbor.publish({ id: 'a' })).toMatchObject([{ successful: true }])
  })

  test('a client that lets many wait on a line that is only there for its last events loses it too', async () => {
    const { page, backend } = await attachOverLongPolling({ clock: fakeClock(), messagesPerSecond: 10 })
    void backend.visitors[0]?.deliver(message(1))
    backend.visitors[0]?.drop('taken')
    const flood = ids(9).map(() => page.send(...ids(30, 'flood').map((id) => subscribe(page, id))))
    for (const reply of (await Promise.all(flood)).flat()) expect(reply.error).toBe('402::session_unknown')
    expect(page.events).toEqual([])
  })

  test('a poll that waits for its turn is no absence; nor is one that is held', async () => {
    const time = fakeClock()
    const delays: number[] = []
    const after: typeof time.after = (delayMs, run) => {
      delays.push(delayMs)
      return time.after(delayMs, run)
    }
    const settings = { clock: { ...time, after }, messagesPerSecond: 10, absenceTimeoutMs: 500 }
    const { page, backend } = await attachOverLongPolling(settings)
    const flood = page.send(...ids(30).map((id) => subscribe(page, id)))
    await eventually(() => delays.includes(2_000))
    const polled = page.connect()
    await eventually(() => delays.includes(2_100))
    await time.advance(2_000)
    await flood
    await time.advance(60_000)
    await eventually(() => backend.visitors[0]?.told.includes('confirmed'))
    expect(backend.visitors[0]?.told).not.toContain('detached')

    page.vanish()
    await expect(polled).rejects.toThrow()
    await eventually(() => backend.visitors[0]?.told.includes('detached'))
  })
})

describe('on one TCP connection', () => {
  const handshake = JSON.stringify([{ id: '1', channel: '/meta/handshake', ext: { chat: start } }])
  const unknown = JSON.stringify(ids(20).map((id) => ({ id, channel: '/service/chat', clientId: 'unknown', data: 1 })))

  /** Posts one after another, always on the same connection; counts the answers. */
  function startPosting(url: string) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const statuses: (number | undefined)[] = []
    return {
      statuses,
      post(body: string) {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
        const request = httpRequest(url, { agent, method: 'POST', headers })
        request.on('response', (response) => response.resume().on('end', () => statuses.push(response.statusCode)))
        request.on('error', () => undefined) // those that are open at the end break off
        request.end(body)
      },
    }
  }

  test.each([
    ['handshakes', handshake, 2],
    ['requests of unknown clients', unknown, 0],
    ['large ones that are not understood', 'x'.repeat(160_000), 0],
  ])('%s are answered more slowly when there are many', async (_name, body, atOnce) => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, messagesPerSecond: 10 })
    const { post, statuses } = startPosting(url)
    for (let count = 0; count < 4; count++) post(body)
    await eventually(() => clock.pending === atOnce + 1) // each line has a timer of its own
    const neighbor = new PollingPage(url)
    await neighbor.attach({ ...start, id: 's2' })
    expect(statuses).toHaveLength(atOnce)
    for (let answered = atOnce + 1; answered <= 4; answered++) {
      await clock.advance(2_000)
      await eventually(() => statuses.length === answered)
      if (answered < 4) await eventually(() => clock.pending > 0)
    }
  })

  test('only one request is under way: others are refused, and leave nothing behind when it breaks', async () => {
    const { url, backend, fronts } = await startFronts()
    const held = backend.hold()
    const open = () => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      onTestFinished(() => void socket.destroy())
      const answers = { text: '' }
      socket.on('data', (data) => (answers.text += data.toString()))
      const length = `Content-Length: ${handshake.length}`
      const post = `POST /cometd HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n\r\n${handshake}`
      socket.write(post.repeat(10))
      return { socket, answers }
    }
    const broken = open()
    await eventually(() => backend.attempts === 1)
    broken.socket.resetAndDestroy()
    const patient = open()
    await eventually(() => backend.attempts === 2)
    held.release()
    await eventually(() => patient.answers.text.includes('HTTP/1.1 400 '))
    expect(patient.answers.text).toMatch(/^HTTP\/1.1 200 [^]*must not be pipelined/)
    expect(backend.attempts).toBe(2)
    await within(5_000, 'the close', fronts.close())
  })

  test('nobody waits for a server that shuts down', async () => {
    const clock = fakeClock()
    const { url, fronts } = await startFronts({ clock, messagesPerSecond: 10 })
    const { post, statuses } = startPosting(url)
    for (let count = 0; count < 3; count++) post(handshake)
    await eventually(() => statuses.length === 2)
    await eventually(() => clock.pending === 3)
    await fronts.close()
    await eventually(() => statuses.length === 3)
    expect(statuses).toEqual([200, 200, 503])
    expect(clock.pending).toBe(0)
  })
})
