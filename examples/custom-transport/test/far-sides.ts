import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AttachHandler } from '@chat-transport/backend'
import { createFarSide, createRequestPlans, type FarSide, type WireControl } from '@chat-transport/conformance'
import type { AllowedOrigins } from '../server/allowed-origins.ts'
import { createSseFront } from '../server/sse-front.ts'
import { createWebSocketFront } from '../server/web-socket-front.ts'
import { createBackEndControl } from './back-end-control.ts'
import { openTcpWire } from './tcp-wire.ts'

/** A front on a free port of this machine, and the conformance kit's control of it and of the line to it. */
export interface RunningFarSide {
  /** Of the line: `http` for Server-Sent Events, `ws` for WebSocket. */
  readonly url: string
  readonly far: FarSide
  close(): Promise<void>
}

export interface FarSideOptions {
  /** Pages that may use the front, for a run in browsers. @default none */
  readonly allowedOrigins?: AllowedOrigins
}

/** Well within the kit's `silenceTimeoutMs`. */
const heartbeatMs = 40

export function startSseFarSide({ allowedOrigins = [] }: FarSideOptions = {}): Promise<RunningFarSide> {
  return startFarSide('http', (server, attachHandler) => {
    const streams = new Set<ServerResponse>()
    const plans = createRequestPlans()
    const front = createSseFront(attachHandler, { allowedOrigins, heartbeatMs })
    server.on('request', (request, response) => {
      // No connection is used twice: those that are open are those of the lines in force, which is what `silence` is about.
      response.shouldKeepAlive = false
      if (request.method !== 'POST') return front(request, response)
      if (request.headers['chat-line'] !== undefined) return void passCommand(request, response)
      streams.add(response)
      response.once('close', () => streams.delete(response))
      front(request, response)
    })
    async function passCommand(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const treated = await plans.next()
      if (response.destroyed) return // the page has gone while the request was held
      if (treated === 'pass') return front(request, response)
      response.writeHead(503, { 'access-control-allow-origin': request.headers.origin ?? '*' }).end()
    }
    return {
      planRequests: plans.planRequests,
      // As lines of the stream, and as an event.
      async sendGarbage(text) {
        const open = [...streams].filter(({ headersSent }) => headersSent)
        for (const stream of open) stream.write(`${text}\n\ndata: ${text}\n\n`)
        return open.length
      },
    }
  })
}

export function startWebSocketFarSide({ allowedOrigins = [] }: FarSideOptions = {}): Promise<RunningFarSide> {
  return startFarSide('ws', (server, attachHandler) => {
    const front = createWebSocketFront(server, attachHandler, { allowedOrigins, heartbeatMs })
    return {
      async sendGarbage(text) {
        for (const socket of front.clients) socket.send(text)
        return front.clients.size
      },
    }
  })
}

/** `serve` puts a front on the server, and gives the kit's control of what passes through it. */
async function startFarSide(
  scheme: 'http' | 'ws',
  serve: (server: Server, attachHandler: AttachHandler) => Pick<WireControl, 'sendGarbage' | 'planRequests'>,
): Promise<RunningFarSide> {
  const server = createServer()
  const { attachHandler, farSide } = createFarSide(createBackEndControl(), () => control)
  const frames = serve(server, attachHandler as AttachHandler)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const wire = await openTcpWire((server.address() as AddressInfo).port)
  const control: WireControl = { ...wire, ...frames }
  return {
    url: `${scheme}://127.0.0.1:${wire.port}`,
    far: farSide,
    async close() {
      await wire.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
