import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'
import type { Peer } from './peer.ts'
import { ToldTexts } from './told-texts.ts'

/** The socket alone: JSON there and back. Nobody who uses it can be faster. */
export const ws: Peer = {
  serve(httpServer) {
    new WebSocketServer({ server: httpServer }).on('connection', (socket) => {
      socket.on('message', (data) => socket.send(JSON.stringify(JSON.parse(String(data)))))
    })
  },
  async visit(url) {
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const told = new ToldTexts()
    socket.on('message', (data) => told.arrived((JSON.parse(String(data)) as { readonly text: string }).text))
    return {
      say(text) {
        const back = told.wait(text)
        socket.send(JSON.stringify({ text }))
        return back
      },
      // Nobody looks: a socket that says nothing any more may be well.
      interrupted: async () => void (await once(socket, 'close')),
      close: () => socket.close(),
    }
  },
}
