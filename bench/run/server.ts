import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { loadPeer, type PeerName } from '../peers/peers.ts'
import type { Answers } from './server-process.ts'

const httpServer = createServer()
const open = new Set<Socket>()
let closedBytes = 0
const bytesOf = ({ bytesRead, bytesWritten }: Socket) => bytesRead + bytesWritten
httpServer.on('connection', (socket: Socket) => {
  open.add(socket)
  socket.once('close', () => {
    open.delete(socket)
    closedBytes += bytesOf(socket)
  })
})

const answers: { readonly [Question in keyof Answers]: () => Answers[Question] } = {
  usage() {
    const { user, system } = process.cpuUsage()
    const wireBytes = [...open].reduce((sum, socket) => sum + bytesOf(socket), closedBytes)
    return { cpuMs: (user + system) / 1000, wireBytes }
  },
  heapBytes() {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  },
}

const peer = await loadPeer(JSON.parse(process.argv[2] ?? '') as PeerName)
peer.serve(httpServer)
process.on('disconnect', () => process.exit())
process.on('message', (question: keyof Answers) => process.send?.(answers[question]()))
httpServer.listen(0, '127.0.0.1')
await once(httpServer, 'listening')
process.send?.({ port: (httpServer.address() as AddressInfo).port })
