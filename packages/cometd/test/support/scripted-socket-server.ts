import { Server } from 'mock-socket'
import type { Client } from 'mock-socket'
import { onTestFinished } from 'vitest'
import { script, type ScriptedServer } from './scripted-server.ts'

let servers = 0

/** A scripted CometD server behind the page's `WebSocket`. */
export function scriptedSocketServer(): ScriptedServer {
  const host = `socket-${++servers}.example`
  const sockets: Client[] = []
  let dials = 0
  const mock = new Server(`ws://${host}/cometd`)
  onTestFinished(() => mock.stop())
  const send = (text: string) => sockets.forEach((socket) => socket.send(text))

  const { server, takes } = script({
    url: `http://${host}/cometd`,
    transport: 'websocket',
    open: () => sockets.length,
    dials: () => dials,
    says: async (text) => send(text),
    dropsConnections: () => mock.close({ code: 1006, reason: 'the cable was cut', wasClean: false }),
  })
  mock.on('connection', (socket) => {
    dials += 1
    sockets.push(socket)
    socket.on('close', () => void sockets.splice(sockets.indexOf(socket), 1))
    socket.on('message', (text) => takes(String(text), (messages) => send(JSON.stringify(messages))))
  })
  return server
}
