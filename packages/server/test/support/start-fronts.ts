import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { resolveFrontOptions, type FrontOptions } from '../../src/chat-server-options.ts'
import { createFronts, type Fronts } from '../../src/fronts.ts'
import { fakeBackend, type FakeBackend } from './fake-backend.ts'

/** The limits that a real back end would report. */
const limits = { maxMessageBytes: 32_768, commandsPerSecond: 20 }

export interface RunningFronts {
  readonly url: string
  readonly origin: string
  readonly fronts: Fronts
  readonly httpServer: Server
  readonly backend: FakeBackend
}

interface StartOptions {
  readonly backend?: FakeBackend
  readonly otherwise?: RequestListener
  /** @default a free one */
  readonly port?: number
}

/** Starts both fronts on a free port, in front of a fake back end that the test controls. */
export async function startFronts(
  options: FrontOptions = {},
  { backend = fakeBackend(), otherwise, port = 0 }: StartOptions = {},
): Promise<RunningFronts> {
  const httpServer = otherwise ? createServer(otherwise) : createServer()
  const fronts = createFronts(backend, resolveFrontOptions(options, limits))
  fronts.attach(httpServer)
  httpServer.listen(port, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(async () => {
    await fronts.close()
    httpServer.closeAllConnections()
    httpServer.close()
  })
  const origin = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
  return { url: `${origin}/cometd`, origin, fronts, httpServer, backend }
}
