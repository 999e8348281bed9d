import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pass } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Server } from 'socket.io'

/**
 * A socket.io server that does what the chat server does: a chat is a room, what is said is told to the room and acknowledged, and a bot
 * answers. When it is told to end it is not ready any more, lets its connections go one after another, and closes.
 */
const { CHAT_PORT, VALKEY_URL, CHAT_DRAIN_DELAY_MS, CHAT_DRAIN_MS } = process.env
let life: 'serving' | 'draining' = 'serving'

const httpServer = createServer((request, response) => {
  if (request.url === '/readyz') response.writeHead(life === 'serving' ? 200 : 503).end()
})
const client = createClient({ url: VALKEY_URL ?? '' })
await client.connect()
const io = new Server(httpServer, { connectionStateRecovery: {}, adapter: createAdapter(client) })
io.on('connection', (socket) => {
  const room = String(socket.handshake.auth['chat'])
  if (!socket.recovered) void socket.join(room)
  socket.on('say', (text: string, accepted: () => void) => {
    io.to(room).emit('message', text)
    io.to(room).emit('message', `answer to ${text}`)
    accepted()
  })
})

async function stop(): Promise<void> {
  life = 'draining'
  await pass(Number(CHAT_DRAIN_DELAY_MS))
  const sockets = [...io.sockets.sockets.values()]
  for (const { conn } of sockets) {
    conn.close()
    await pass(Number(CHAT_DRAIN_MS) / sockets.length)
  }
  await io.close()
  process.exit()
}
process.once('SIGTERM', () => void stop())
httpServer.listen(Number(CHAT_PORT), '127.0.0.1')
await once(httpServer, 'listening')
