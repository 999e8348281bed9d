import { randomUUID } from 'node:crypto'
import { Server, type ServerOptions } from 'socket.io'
import { io } from 'socket.io-client'
import { giveUp } from './given-up.ts'
import type { Peer } from './peer.ts'
import { ToldTexts } from './told-texts.ts'

/** With `connectionStateRecovery` the server keeps what it has told, for a client that comes back. */
export const socketIo = (
  transport: 'websocket' | 'polling',
  options: Pick<Partial<ServerOptions>, 'connectionStateRecovery'> = {},
): Peer => ({
  serve(httpServer) {
    const server = new Server(httpServer, options)
    server.on('connection', (socket) => {
      const chat = String(socket.handshake.auth['chat'])
      void socket.join(chat)
      socket.on('say', (text: string, accepted: () => void) => {
        server.to(chat).emit('message', { from: 'visitor', text })
        accepted()
      })
    })
  },
  async visit(url) {
    const socket = io(url, { transports: [transport], auth: { chat: randomUUID() }, forceNew: true })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    const told = new ToldTexts()
    socket.on('message', ({ text }: { readonly text: string }) => told.arrived(text))
    return {
      async say(text) {
        await Promise.all([told.wait(text), socket.emitWithAck('say', text).catch(giveUp)])
      },
      interrupted: () => new Promise((resolve) => socket.once('disconnect', () => resolve())),
      close: () => void socket.close(),
    }
  },
})
