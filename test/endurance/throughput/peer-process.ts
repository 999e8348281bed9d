import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FromPeer, PeerOptions, ToPeer } from './peer-messages.ts'

export const peerOptions = (): PeerOptions => JSON.parse(process.argv[2] ?? '{}') as PeerOptions

/** Listens, and tells the process that started this one where, and when asked how much of the processor it has used. */
export async function servePeer(httpServer: Server): Promise<void> {
  const tell = (message: FromPeer) => process.send?.(message)
  process.on('message', ({ type }: ToPeer) => {
    const { system, user } = process.cpuUsage()
    if (type === 'cpu') tell({ type, milliseconds: (system + user) / 1000 })
  })
  process.on('disconnect', () => process.exit())
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  tell({ type: 'listening', port: (httpServer.address() as AddressInfo).port })
}
