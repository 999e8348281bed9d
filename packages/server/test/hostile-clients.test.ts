import { type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { message } from './support/fake-backend.ts'
import { attachesSoon, frame, openRaw, openRawWebSocket } from './support/raw-client.ts'
import { startFronts } from './support/start-fronts.ts'

const start = { type: 'StartSession', id: 's1' }

const json = 'Content-Type: application/json'

const text = (payload: string) => frame(0x81, payload)

const pong = frame(0x8a)

const ping = frame(0x89)

/** 1008, as it is in a close frame. */
const policyCode = '\x03\xf0'

const repeated = (bytes: Buffer, times: number) => Buffer.concat(Array<Buffer>(times).fill(bytes))

/** Writes so that each byte is a segment of its own: the server, in this process, has its turn after each. */
async function trickle(socket: Socket, bytes: Buffer): Promise<void> {
  for (let place = 0; place < bytes.length && !socket.destroyed; place++) {
    socket.write(bytes.subarray(place, place + 1))
    await setImmediate()
    await setImmediate()
  }
}

describe('a frame', () => {
  test('that comes byte by byte is read in ever larger pieces', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, messagesPerSecond: 10 })
    const { socket, heard } = await openRawWebSocket(url)
    await trickle(socket, text('x'.repeat(1_000)))
    await attachesSoon(url)
    expect(heard.text).toBe('')
    await clock.advance(200) // one read more, of all that has come
    await eventually(() => heard.text.includes('not JSON'))
  })

  test('that comes in too many pieces ends its line', async () => {
    const { url } = await startFronts({ messagesPerSecond: 1_000_000 })
    const { socket, heard } = await openRawWebSocket(url)
    await trickle(socket, text('x'.repeat(20_000)).subarray(0, 1_500))
    await eventually(() => heard.text.includes(policyCode))
  })

  test('in too many fragments ends its line', async () => {
    const { url } = await startFronts()
    const { socket, heard } = await openRawWebSocket(url)
    socket.write(Buffer.concat([frame(0x01), repeated(frame(0x00), 300)]))
    await eventually(() => heard.text.includes(policyCode))
  })

  test('larger than an attach can be ends its line before the attach, and is read after it', async () => {
    const { url } = await startFronts()
    const large = 'x'.repeat(100_000)
    const stranger = new SocketPage(url)
    await stranger.write(`[{"channel":"/x","data":"${large}`.padEnd(150_000, 'x'))
    expect((await stranger.closed()).code).toBe(1009)
    const visitor = new SocketPage(url)
    await visitor.attach(start)
    expect(await visitor.publish({ large })).toMatchObject({ successful: true })
  })

  test('that never comes to its end keeps only so many bytes for its address', async () => {
    const { url } = await startFronts({ addressLimits: { keptBytes: 40_000 } })
    const [first, second] = [await openRawWebSocket(url), await openRawWebSocket(url)]
    for (const { socket } of [first, second]) socket.write(text('x'.repeat(60_000)).subarray(0, 30_000))
    await eventually(() => [first, second].some(({ heard }) => heard.text.includes('unfinished frames')))
    expect([first, second].filter(({ heard }) => heard.text.includes('unfinished frames'))).toHaveLength(1)
  })
})

describe('a flood', () => {
  test.each([
    ['pongs', pong],
    ['pings', ping],
  ])('of %s is read more slowly, and answered no faster', async (_name, controlFrame) => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, messagesPerSecond: 10 })
    const { socket, heard } = await openRawWebSocket(url)
    socket.write(repeated(controlFrame, 1_000))
    await attachesSoon(url)
    expect(heard.text.length).toBeLessThan(20 * 2)
    socket.write(text('garbage'))
    await attachesSoon(url)
    expect(heard.text).not.toContain('not JSON')
  })

  test('of frames in one piece waits with all but one second’s worth of them', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock, messagesPerSecond: 10 })
    const { socket, heard } = await openRawWebSocket(url)
    socket.write(repeated(text('[{"channel":"/service/x","id":"1"}]'), 100))
    const answers = () => heard.text.split('402::').length - 1
    await eventually(() => answers() === 11)
    await attachesSoon(url)
    expect(answers()).toBe(11)
    await clock.advance(1_000)
    await eventually(() => answers() === 21)
  })

  test('after the server has said close is not read, and ends with the socket', async () => {
    const { url } = await startFronts()
    const { socket, heard } = await openRawWebSocket(url)
    socket.write(text('garbage'))
    await eventually(() => heard.text.includes('not JSON'))
    const bytes = repeated(text('[{"channel":"/service/x","id":"1"}]'), 2_000)
    for (let times = 0; times < 200 && !socket.destroyed; times++) {
      socket.write(bytes)
      await setImmediate()
    }
    await eventually(() => socket.destroyed)
    expect(heard.text).not.toContain('402::')
  })

  test('of posts that are refused is answered more slowly', async () => {
    const clock = fakeClock()
    const { url, origin } = await startFronts({ clock, messagesPerSecond: 10 })
    const body = 'Content-Length: 2\r\n\r\n[]'
    for (const [status, head] of [
      ['403', `POST /cometd HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n${json}\r\n${body}`],
      ['404', `POST /elsewhere HTTP/1.1\r\nHost: x\r\n${body}`],
      ['405', `PUT /cometd HTTP/1.1\r\nHost: x\r\n${body}`],
      ['415', `POST /cometd HTTP/1.1\r\nHost: x\r\n${body}`],
      ['204', `OPTIONS /cometd HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nOrigin: ${origin}\r\n\r\n`],
    ] as const) {
      const { socket, heard } = openRaw(url)
      const answers = () => heard.text.split(`HTTP/1.1 ${status} `).length - 1
      for (let count = 1; count <= 10; count++) {
        socket.write(head)
        await eventually(() => answers() === count)
      }
      for (let count = 11; count <= 13; count++) {
        const { pending } = clock
        socket.write(head)
        await eventually(() => answers() === count || clock.pending > pending)
        if (answers() < count) await clock.advance(100)
        await eventually(() => answers() === count)
      }
      expect(clock.monotonic()).toBeGreaterThan(0)
    }
  })
})

describe('a client that never answers a close', () => {
  test('keeps the place of no newcomer, and its socket for about a second', async () => {
    const { url, httpServer } = await startFronts({ maxConnections: 1 })
    const { socket, heard } = await openRawWebSocket(url)
    socket.write(text('garbage'))
    await eventually(() => heard.text.includes('not JSON'))
    const page = new SocketPage(url)
    expect(await page.attach(start)).toMatchObject({ successful: true })
    const connections = promisify(httpServer.getConnections.bind(httpServer))
    await eventually(async () => (await connections()) === 1)
    page.vanish()
    await eventually(async () => (await connections()) === 0)
  })

  test('of a line over long-polling that was ended keeps no place either', async () => {
    const { url, backend } = await startFronts({ maxConnections: 1 })
    await new PollingPage(url).attach(start)
    void backend.visitors[0]?.deliver(message(1))
    backend.visitors[0]?.drop('taken')
    expect(await new SocketPage(url).attach(start)).toMatchObject({ successful: true })
  })
})
