import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../../test/support/deadline.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { linger } from '../../src/websocket/linger.ts'

/** Both ends of one connection. */
async function openConnection(): Promise<{ server: Socket; client: Socket }> {
  const listener = createServer({ allowHalfOpen: true })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const client = connect({ port: (listener.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
  client.on('error', () => undefined) // the server may reset it
  const [server] = (await once(listener, 'connection')) as [Socket]
  onTestFinished(() => {
    client.destroy()
    server.destroy()
    listener.close()
  })
  return { server, client }
}

const unreadTimeoutMs = 10_000

test('a client that reads is told the last words and the end, and closes', async () => {
  const clock = fakeClock()
  const { server, client } = await openConnection()
  server.write('the last words')
  linger(server, { clock, unreadTimeoutMs })
  client.setEncoding('utf8')
  expect((await client.toArray()).join('')).toBe('the last words')
  client.end()
  await once(server, 'close')
  expect(clock.pending).toBe(0)
})

test('a client that does not close is cut off a second after all was sent', async () => {
  const clock = fakeClock()
  const { server, client } = await openConnection()
  client.resume()
  linger(server, { clock, unreadTimeoutMs })
  await once(client, 'end')
  await eventually(() => server.writableFinished)
  await clock.advance(999)
  expect(server.destroyed).toBe(false)
  await clock.advance(1)
  expect(server.destroyed).toBe(true)
})

test('a client that floods on is cut off at once', async () => {
  const { server, client } = await openConnection()
  let read = 0
  server.on('data', (data) => (read += data.length))
  linger(server, { clock: fakeClock(), unreadTimeoutMs })
  for (let times = 0; times < 100 && !server.destroyed; times++) {
    client.write(Buffer.alloc(60_000))
    await setImmediate()
  }
  await eventually(() => server.destroyed)
  expect(read).toBe(0) // the listener of before has read nothing of it
})

test('a client that reads nothing is cut off when its time is over, and one that reads a little is not', async () => {
  const clock = fakeClock()
  const { server, client } = await openConnection()
  const piece = Buffer.alloc(256 * 1024)
  for (let number = 0; number < 64; number++) server.write(piece)
  linger(server, { clock, unreadTimeoutMs })
  const unsent = server.writableLength
  client.once('data', () => client.pause())
  client.resume()
  await eventually(async () => {
    client.read()
    return server.writableLength < unsent
  })
  await clock.advance(unreadTimeoutMs)
  expect(server.destroyed).toBe(false)
  await clock.advance(unreadTimeoutMs)
  expect(server.destroyed).toBe(true)
})
