import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { memorySessionStore } from '@chat-transport/backend'
import { createChatServer } from '@chat-transport/server'
import { clientAddress } from '../support/client-addresses.ts'
import type { FromHost, HostOptions, ToHost } from './host-messages.ts'

/**
 * The reference server in a process of its own, told what to do over the channel to the process that started it, and gone
 * with it. A bot answers every message of a visitor by its text; to one that begins with `pour N` it says N long things.
 */
const { limits, lifetimeMs, ...memory } = JSON.parse(process.argv[2] ?? '{}') as HostOptions
const longText = 'x'.repeat(8_000)
const sockets = new Set<Socket>()
let mostBufferedBytes = 0
let answered = 0

const httpServer = createServer()
httpServer.on('connection', (socket: Socket) => {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
})
const server = createChatServer({ limits, clientAddress, store: memorySessionStore(memory) }).attach(httpServer)
server.onSession((session) => {
  const bot = session.join({ name: 'Bot', type: 'external' })
  // Refused when the session is over or too large. Whoever waits for the answer counts that.
  const say = (text: string) => void bot.say(text).catch(() => undefined)
  session.onMessage(({ content }) => {
    const text = content.type === 'text' ? content.text : ''
    answered += 1
    for (let count = Number(/^pour (\d+)/.exec(text)?.[1] ?? 0); count > 0; count--) say(longText)
    say(text)
  })
})

const tell = (message: FromHost) => process.send?.(message)

const stalls = monitorEventLoopDelay({ resolution: 20 })
stalls.enable()

function measure(): void {
  let total = 0
  for (const { writableLength } of sockets) {
    total += writableLength
    mostBufferedBytes = Math.max(mostBufferedBytes, writableLength)
  }
  const { rss, heapUsed } = process.memoryUsage()
  const sessions = server.backend.sessions().length
  const longestStallMs = Math.round(stalls.max / 1e6)
  tell({ type: 'figures', longestStallMs, rss, heapUsed, sessions, answered, bufferedBytes: total, mostBufferedBytes })
}

const measuring = setInterval(measure, 250)
const overdue = setTimeout(() => process.exit(1), lifetimeMs)

async function stop(): Promise<void> {
  clearInterval(measuring)
  clearTimeout(overdue)
  process.off('disconnect', stop)
  httpServer.close()
  await server.close()
  for (const socket of sockets) socket.destroy()
  if (process.connected) process.disconnect()
}
process.on('disconnect', stop)
process.on('message', ({ type }: ToHost) => {
  if (type === 'stop') void stop()
})

httpServer.listen(0, '127.0.0.1')
await once(httpServer, 'listening')
tell({ type: 'listening', port: (httpServer.address() as AddressInfo).port })
