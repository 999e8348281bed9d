import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Peer } from '../../../bench/peers/peer.ts'
import type { ServerProcess } from '../../../bench/run/server-process.ts'

/** The server in this process: that it is apart from the client matters only to what is measured. */
export async function serve(peer: Peer): Promise<ServerProcess> {
  const httpServer = createServer()
  peer.serve(httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(() => httpServer.closeAllConnections())
  const { port } = httpServer.address() as AddressInfo
  let heapBytes = 0
  return {
    url: `http://127.0.0.1:${port}`,
    usage: async () => ({ cpuMs: 0, wireBytes: 0 }),
    heapBytes: async () => (heapBytes += 1_000_000),
    close: async () => undefined,
  }
}
