import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { createEventStream } from '../server/event-stream.mjs'

test('a page that does not read loses its stream; one that reads keeps it', async () => {
  const { stream, open, ended } = await startStream()
  await open('slow')
  const reader = await open('reader')
  reader.resume()
  await eventually(async () => {
    stream.publish({ type: 'session', text: 'x'.repeat(1_000_000) })
    await new Promise(setImmediate)
    return ended.includes('/slow')
  })
  let end = ''
  reader.on('data', (chunk) => (end = (end + String(chunk)).slice(-100)))
  stream.publish({ type: 'last' })
  await eventually(() => end.includes('data: {"type":"last"}'))
  expect(ended).toEqual(['/slow'])
})

async function startStream() {
  const stream = createEventStream(() => [{ type: 'first' }])
  const ended: (string | undefined)[] = []
  const server = createServer((request, response) => {
    response.once('close', () => ended.push(request.url))
    stream.handle(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    stream.close()
    server.close()
    server.closeAllConnections()
  })
  async function open(path: string) {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`GET /${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await once(socket, 'readable') // the stream has begun; nothing more is read of it
    return socket
  }
  return { stream, open, ended }
}
