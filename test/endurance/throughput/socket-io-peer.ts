import { createServer } from 'node:http'
import { createClient } from '@redis/client'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Server } from 'socket.io'
import { peerOptions, servePeer } from './peer-process.ts'

/**
 * A socket.io server in a process of its own, that does what the chat server does: a chat is a room, what is said is told to the room and
 * acknowledged, and a bot answers each message by its text.
 */
const { valkeyUrl } = peerOptions()
const httpServer = createServer()
const client = valkeyUrl === undefined ? undefined : createClient({ url: valkeyUrl })
await client?.connect()
const io = new Server(httpServer, {
  connectionStateRecovery: {},
  ...(client && { adapter: createAdapter(client) }),
})
io.on('connection', (socket) => {
  const room = String(socket.handshake.auth['chat'])
  void socket.join(room)
  socket.on('say', (text: string, accepted: () => void) => {
    io.to(room).emit('message', { from: 'visitor', text })
    accepted()
    io.to(room).emit('message', { from: 'bot', text })
  })
})
await servePeer(httpServer)
