import { seeFirst } from '../../support/see-first.ts'
import type { Server, ServerResponse } from 'node:http'
import { createChatBackend, type ChatBackend, type VisitorLine } from '@chat-transport/backend'
import { createFarSide, type WireHand } from '@chat-transport/conformance'
import { onCleanup } from '../../support/cleanup.ts'
import { eventually } from '../../support/deadline.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { startServer } from '../../support/start-server.ts'
import { backEndHand } from '../../support/back-end-hand.ts'
import { garbageFrames, type Carrier } from './garbage-frames.ts'
import type { RunningFarSide } from './networked-transport.ts'

export interface FarSideOptions {
  /** What a line consists of. */
  readonly carrier: Carrier
  /** Where the page comes from that the server is to let in. */
  readonly pageOrigin: string
}

/** Shorter than the silence that the kit's transports take for a lost line. */
const heartbeatMs = 50
/** How soon a line of long-polling that does not come back is known to be gone: well within the deadline of a case. */
const absenceTimeoutMs = 1_500

/** The reference server behind a fault proxy, for the current test. */
export async function startReferenceFarSide(options: FarSideOptions): Promise<RunningFarSide> {
  const backend = createChatBackend()
  onCleanup(() => backend.close())
  const lines = new Set<VisitorLine>()
  const { attachGate, farSide } = createFarSide(backEndHand(backend), () => wire)
  const attach: ChatBackend['attach'] = (command, line, context) => {
    lines.add(line)
    return (attachGate.attach as ChatBackend['attach'])(command, line, context)
  }
  const server = await startServer({
    backend: { ...backend, attach },
    heartbeatMs,
    absenceTimeoutMs,
    allowedOrigins: '*',
  })
  const requests = watchRequests(server.httpServer)
  const proxy = await startFaultProxy(server.port)
  const wire: WireHand = {
    /** At both ends at once: a line of long-polling may be between two requests, where there is no connection to cut. */
    async cut() {
      proxy.reset()
      for (const line of lines) line.drop('shutdown')
      lines.clear()
    },
    refuseLines: async (refused) => (refused ? proxy.refuse() : proxy.restore()),
    async silence(silent) {
      if (!silent) return proxy.restore()
      // What is silent is the request that the server holds, so there has to be one.
      if (options.carrier === 'requests') await eventually(async () => requests.size >= (await farSide.lines()))
      proxy.silenceConnections()
    },
    sendGarbage: async (text) => proxy.inject(garbageFrames[options.carrier](text, options.pageOrigin)),
  }
  return { url: `http://${proxy.host}:${proxy.port}/cometd`, far: farSide }
}

/** The requests that are not answered yet. None shares its connection: in a pool it could go silent now and be used later. */
function watchRequests(httpServer: Server): ReadonlySet<ServerResponse> {
  const open = new Set<ServerResponse>()
  seeFirst(httpServer, 'request', ({ method }, response) => {
    response.shouldKeepAlive = false
    if (method !== 'POST') return
    open.add(response)
    response.once('close', () => open.delete(response)).once('prefinish', () => open.delete(response))
  })
  return open
}
