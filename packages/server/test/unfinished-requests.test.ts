import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { SocketPage } from './support/bayeux-clients.ts'
import { startFronts } from './support/start-fronts.ts'
import { attachesSoon, openRaw } from './support/raw-client.ts'

const json = 'Content-Type: application/json'

describe('a request that is never finished', () => {
  const post = (length = 100) => `POST /cometd HTTP/1.1\r\nHost: x\r\n${json}\r\nContent-Length: ${length}\r\n\r\n[`

  test('is ended when its time is over', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock })
    const { socket, heard } = openRaw(url)
    socket.write(post())
    await eventually(() => clock.pending === 1)
    await clock.advance(10_000)
    await eventually(() => heard.text.includes('HTTP/1.1 408 '))
    await eventually(() => socket.readableEnded)
    expect(clock.pending).toBe(0)
  })

  test('has longer while it brings something', async () => {
    const clock = fakeClock()
    const { url } = await startFronts({ clock })
    const { socket, heard } = openRaw(url)
    socket.write(post(30_000))
    await eventually(() => clock.pending === 1)
    for (let time = 0; time < 3; time++) {
      const before = socket.bytesWritten
      socket.write('x'.repeat(6_000))
      await eventually(() => socket.bytesWritten > before && socket.writableLength === 0)
      await attachesSoon(url)
      await clock.advance(10_000)
    }
    expect(heard.text).toBe('')
    await clock.advance(10_000)
    await eventually(() => heard.text.includes('HTTP/1.1 408 '))
  })

  test('takes the place of no newcomer, however many there are', async () => {
    const { url } = await startFronts({ maxConnections: 4 })
    const unfinished = Array.from({ length: 6 }, () => openRaw(url))
    for (const { socket } of unfinished) socket.write(post())
    await eventually(() => unfinished.filter(({ heard }) => heard.text.includes('HTTP/1.1 408 ')).length === 2)
    await attachesSoon(url)
  })

  test('of which there are many from one address costs none of another its own', async () => {
    const addressLimits = { unfinishedRequests: 2 }
    const { url } = await startFronts({ addressLimits })
    const neighbor = openRaw(url, '127.0.0.2')
    neighbor.socket.write(post())
    await attachesSoon(url)
    const unfinished = Array.from({ length: 5 }, () => openRaw(url))
    for (const { socket } of unfinished) socket.write(post())
    await eventually(() => unfinished.filter(({ heard }) => heard.text.includes('HTTP/1.1 408 ')).length === 3)
    expect(neighbor.heard.text).toBe('')
  })

  test('and has its place taken by one of its own address leaves those of others alone, also if the server is full', async () => {
    const { url } = await startFronts({ maxConnections: 3, addressLimits: { unfinishedRequests: 2 } })
    const neighbor = openRaw(url, '127.0.0.2')
    neighbor.socket.write(post())
    await attachesSoon(url)
    const unfinished = Array.from({ length: 5 }, () => openRaw(url))
    for (const { socket } of unfinished) socket.write(post())
    await eventually(() => unfinished.filter(({ heard }) => heard.text.includes('HTTP/1.1 408 ')).length === 3)
    expect(neighbor.heard.text).toBe('')
  })

  test('keeps only so many bytes for its address', async () => {
    const { url } = await startFronts({ addressLimits: { keptBytes: 40_000 } })
    const [first, second] = [openRaw(url), openRaw(url)]
    for (const { socket } of [first, second]) socket.write(post(60_000) + 'x'.repeat(30_000))
    await eventually(() => [first, second].some(({ heard }) => heard.text.includes('HTTP/1.1 429 ')))
    first.socket.destroy()
    second.socket.destroy()
    await attachesSoon(url)
  })

  test('and comes in tiny chunks is refused before they cost much', async () => {
    const { url } = await startFronts()
    const { socket, heard } = openRaw(url)
    socket.write(`POST /cometd HTTP/1.1\r\nHost: x\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    socket.write('1\r\nx\r\n'.repeat(2_000))
    await eventually(() => heard.text.includes('too many small pieces'))
  })

  test('and was refused keeps its connection no longer', async () => {
    const { url } = await startFronts()
    const { socket, heard } = openRaw(url)
    socket.write(
      `POST /cometd HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n${json}\r\nContent-Length: 9\r\n\r\n`,
    )
    await eventually(() => socket.readableEnded)
    expect(heard.text).toMatch(/^HTTP\/1\.1 403 /)
  })
})

describe('a socket that is never attached', () => {
  test('of which there are many gives way to newcomers, the oldest first', async () => {
    const { url } = await startFronts({ maxConnections: 2 })
    const idle = new SocketPage(url)
    await idle.open()
    for (const id of ['s1', 's2'])
      expect(await new SocketPage(url).attach({ type: 'StartSession', id })).toMatchObject({ successful: true })
    expect(await idle.closed()).toEqual({ code: 1013, reason: expect.stringContaining('too many connections') })
  })
})
