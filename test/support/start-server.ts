import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Agent, BackendSession, ChatBackend } from '@chat-transport/backend'
import { textOf } from '@chat-transport/core'
import { createChatServer, type ChatServer, type ChatServerOptions } from '@chat-transport/server'
import { onCleanup } from './cleanup.ts'
import { eventually, within } from './deadline.ts'
import { resetSocket } from './reset-socket.ts'

/** The reference server on a free port of this machine, as the far side of a test. */
export interface RunningServer {
  /** Where `cometdTransport` connects to. The same before and after `restart()`. */
  readonly url: string
  readonly origin: string
  readonly port: number
  /** The running chat server. */
  readonly server: ChatServer
  readonly backend: ChatBackend
  readonly httpServer: Server
  /** The newest session, after its visitor has really connected. */
  waitForSession(): Promise<BackendSession>
  /** Waits for a message of the visitor with this text. */
  waitForMessage(text: string): Promise<void>
  /** An agent who has joined the newest session. */
  waitForAgent(name?: string): Promise<Agent>
  /** Forgets the session, as after its timeout. Rejects if there is none. */
  expireSession(sessionId: string): Promise<void>
  /** Resets every connection without a goodbye. New ones are accepted. */
  dropConnections(): void
  /** Stops listening. A server that stops properly says goodbye; one that is killed does not. */
  stop(how?: 'properly' | 'killed'): Promise<void>
  /** Stops the server and starts it again on the same port. Only a `store` among the options keeps its data. */
  restart(how?: 'properly' | 'killed'): Promise<void>
}

export interface StartServerOptions extends ChatServerOptions {
  /** Answers the requests that are not for the chat, such as those for pages. */
  readonly otherwise?: RequestListener
  /** Attaches what else there is to serve, before the first request can come. Returns what closes it with the server. */
  readonly beside?: (server: ChatServer, httpServer: Server) => { close(): Promise<void> }
  /** @default a free one */
  readonly port?: number
}

/** Starts a server that is stopped when the current test is over. */
export async function startServer({
  otherwise,
  beside,
  port: wanted = 0,
  ...options
}: StartServerOptions = {}): Promise<RunningServer> {
  let running = await start(wanted)
  const { port } = running
  const origin = `http://127.0.0.1:${port}`

  async function start(wantedPort: number) {
    const httpServer = otherwise ? createServer(otherwise) : createServer()
    const sockets = new Set<Socket>()
    httpServer.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    const server = createChatServer(options).attach(httpServer)
    const attached = beside?.(server, httpServer)
    httpServer.listen(wantedPort, '127.0.0.1')
    await once(httpServer, 'listening')
    return { httpServer, server, attached, sockets, port: (httpServer.address() as AddressInfo).port }
  }

  const dropConnections = () => running.sockets.forEach(resetSocket)

  async function stop(how: 'properly' | 'killed' = 'properly'): Promise<void> {
    const { httpServer, server, attached } = running
    const closed = httpServer.listening ? once(httpServer, 'close') : undefined
    httpServer.close()
    if (how === 'killed') dropConnections()
    await attached?.close()
    await server.close()
    dropConnections()
    await closed
  }

  const newest = () => running.server.backend.sessions().at(-1)
  onCleanup(() => stop())
  return {
    url: `${origin}${options.path ?? '/cometd'}`,
    origin,
    port,
    get server() {
      return running.server
    },
    get backend() {
      return running.server.backend
    },
    get httpServer() {
      return running.httpServer
    },
    waitForSession: () => eventually(newest),
    waitForMessage: async (text) => {
      const session = await eventually(newest)
      await eventually(async () =>
        (await session.transcript()).some((event) => event.type === 'EventMessage' && textOf(event.content) === text),
      )
    },
    waitForAgent: async (name = 'Grace') => {
      const session = await eventually(newest)
      return session.join({ name })
    },
    async expireSession(sessionId) {
      const known = await within(5_000, 'the expiry', running.server.backend.expire(sessionId))
      if (!known) throw new Error(`there is no session ${sessionId}`)
    },
    dropConnections,
    stop,
    async restart(how) {
      await stop(how)
      running = await start(port)
    },
  }
}
