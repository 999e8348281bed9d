import { request } from 'node:http'
import type { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { startFronts } from './support/start-fronts.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function usedHeapBytes(): number {
  for (let times = 0; times < 3; times++) collectGarbage()
  return process.memoryUsage().heapUsed
}

const start = { type: 'StartSession', id: 's1' }

/** 180 kB of JSON, and twenty times as much as objects. */
const tinyValues = JSON.stringify(Array.from({ length: 60_000 }, () => ({})))
const frameOf = ({ clientId }: { readonly clientId: string }) =>
  `[{"id":"1","channel":"/service/chat","clientId":"${clientId}","data":${tinyValues}}]`

const visitors = 4

/** A server whose back end takes its time over the first command of each visitor. */
async function startSlowServer() {
  const { url, httpServer, backend } = await startFronts({ messagesPerSecond: 10_000_000 })
  const sockets: Socket[] = []
  httpServer.on('connection', (socket: Socket) => sockets.push(socket))
  backend.holdCommands()
  return { url, sockets, backend }
}

/** The server has its turn, again and again. */
async function letNewcomersAttach(url: string): Promise<void> {
  for (let count = 0; count < 5; count++) await new SocketPage(url).attach(start)
}

test('commands of a socket that wait take little memory, and no more of it is read', async () => {
  const { url, sockets, backend } = await startSlowServer()
  const pages = Array.from({ length: visitors }, () => new SocketPage(url))
  for (const page of pages) await page.attach(start)
  const ofVisitors = [...sockets]
  const before = usedHeapBytes()
  for (const page of pages) for (let frames = 0; frames < 40; frames++) await page.write(frameOf(page))
  await eventually(() => backend.visitors.every(({ commands }) => commands.length === 1))
  await letNewcomersAttach(url)
  for (const { bytesRead } of ofVisitors) expect(bytesRead).toBeLessThan(1_000_000)
  // One is being carried out, as an object.
  expect((usedHeapBytes() - before) / visitors).toBeLessThan(6_000_000)
})

test('requests of a line that wait take little memory', async () => {
  const { url, sockets, backend } = await startSlowServer()
  const page = new PollingPage(url)
  await page.attach(start)
  const body = frameOf(page)
  const before = usedHeapBytes()
  const ofPage = sockets.length
  for (let count = 0; count < 10; count++) {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const posted = request(url, { method: 'POST', headers, agent: false })
    posted.on('error', () => undefined) // those that are open at the end break off
    onTestFinished(() => void posted.destroy())
    posted.end(body)
  }
  const hasCome = ({ bytesRead }: Socket) => bytesRead > body.length
  await eventually(() => sockets.slice(ofPage).filter(hasCome).length === 10)
  await letNewcomersAttach(url)
  expect(backend.visitors[0]?.told).not.toContain('detached')
  expect(backend.visitors[0]?.commands).toHaveLength(1)
  expect(usedHeapBytes() - before).toBeLessThan(10_000_000)
})
