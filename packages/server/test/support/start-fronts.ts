import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { resolveFrontOptions, type FrontOptions } from '../../src/chat-server-options.ts'
import { createFronts, type Fronts } from '../../src/fronts.ts'
import { fakeEntrance, type FakeEntrance } from './fake-entrance.ts'

/** What the entrance would say of itself, were it a real one. */
const limits = { maxMessageBytes: 32_768, commandsPerSecond: 20 }

export interface RunningFronts {
  readonly url: string
  readonly origin: string
  readonly fronts: Fronts
  readonly httpServer: Server
  readonly entrance: FakeEntrance
}

/** Starts both fronts, before an entrance that the test plays, on a free port. */
export async function startFronts(
  options: FrontOptions = {},
  { entrance = fakeEntrance(), otherwise }: { entrance?: FakeEntrance; otherwise?: RequestListener } = {},
): Promise<RunningFronts> {
  const httpServer = otherwise ? createServer(otherwise) : createServer()
  const fronts = createFronts(entrance, resolveFrontOptions(options, limits))
  fronts.attach(httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(async () => {
    await fronts.close()
    httpServer.closeAllConnections()
    httpServer.close()
  })
  const origin = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
  return { url: `${origin}/cometd`, origin, fronts, httpServer, entrance }
}
