import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { startFaultProxy } from './fault-proxy.ts'

/** An echo server and a fault proxy in front of it, for the current test. */
export async function startLine() {
  const server = await startEchoServer()
  const proxy = await startFaultProxy(server.port)
  return { server, proxy, call: () => callDirectly(proxy.port) }
}

async function startEchoServer() {
  const sockets = new Set<Socket>()
  let heardBytes = 0
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()))
    socket.on('data', (bytes) => (heardBytes += bytes.length))
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    sockets.forEach((socket) => socket.destroy())
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  onTestFinished(stop)
  return {
    port: (server.address() as AddressInfo).port,
    stop,
    heardBytes: () => heardBytes,
    /** To every caller. */
    say: (text: string) => sockets.forEach((socket) => socket.destroyed || socket.write(text)),
  }
}

/** A client of the port, connected. */
export async function callDirectly(port: number) {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let heard = ''
  let ended = false
  socket.setEncoding('utf8').on('data', (text) => (heard += String(text)))
  socket.on('error', () => (ended = true)) // a reset is an end too
  socket.on('close', () => (ended = true))
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return {
    say: (text: string) => void socket.write(text),
    hangUp: () => void socket.end(),
    heard: () => heard,
    ended: () => ended,
    /** Said, and still here. */
    unsentBytes: () => socket.writableLength,
  }
}
