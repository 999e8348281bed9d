import { EventEmitter, once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { AttachCommand } from '@chat-transport/core'
import { createCometDServer } from 'cometd-nodejs-server'
import type { CometDServer, ServerExtension, ServerMessage, ServerSession } from 'cometd-nodejs-server'
import { onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { attached } from './scripted-server.ts'

export interface Behavior {
  /** @default 'accept' */
  readonly handshakes?: 'accept' | 'deny' | 'ignore'
  /** What WebSocket upgrades come to. @default 'accept' */
  readonly upgrades?: 'accept' | 'refuse'
}

/** A real CometD server on a real network, and no chat server: it lets everybody in and answers commands with nothing. */
export interface RealServer {
  readonly url: string
  /** WebSockets and HTTP requests, ever and now. */
  readonly dials: number
  readonly open: number
  /** Bayeux sessions now. */
  readonly sessions: number
  /** How many WebSocket upgrades were asked for. */
  readonly upgrades: number
  /** What came with the handshakes. */
  readonly attaches: readonly unknown[]
  /** How often a client has said goodbye. */
  readonly goodbyes: number
  /** Commands in the order of arrival. */
  readonly commands: readonly unknown[]
  deliver(event: unknown): void
  dropConnections(): void
}

export const refused = { type: 'EventError', error: { code: 101, description: 'login failed' }, commandId: 'start-1' }

export async function startCometDServer({
  handshakes = 'accept',
  upgrades = 'accept',
}: Behavior = {}): Promise<RealServer> {
  const bayeux = createCometDServer({ timeout: 10_000, maxInterval: 20_000 })
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  const sessions = new Set<ServerSession>()
  const connections = new Set<object>()
  const commands: unknown[] = []
  const attaches: unknown[] = []
  let dials = 0
  let upgradesAsked = 0
  let goodbyes = 0
  const connected = (connection: EventEmitter) => {
    dials += 1
    connections.add(connection)
    for (const end of ['finish', 'close']) connection.on(end, () => connections.delete(connection))
  }

  const front: Front = {
    bayeux,
    cookies: new Map(),
    hear: ([first]) => {
      if (first?.channel === '/meta/disconnect') goodbyes += 1
    },
  }
  bayeux.policy = {
    canHandshake(session, message, decide) {
      if (handshakes === 'ignore') return
      const { chat } = message.ext as { chat: AttachCommand }
      attaches.push(chat)
      const accepted = handshakes === 'accept'
      if (message.reply) message.reply.ext = { chat: { ...(accepted ? attached : refused), commandId: chat.id } }
      if (accepted) sessions.add(session)
      session.addListener('removed', () => sessions.delete(session))
      decide(undefined, accepted)
    },
  }
  bayeux.addExtension({
    outgoing(...[, , , message, done]: Parameters<Required<ServerExtension>['outgoing']>) {
      if (message.supportedConnectionTypes) message.supportedConnectionTypes = ['websocket', 'long-polling']
      done(undefined, true)
    },
  })
  const channel = bayeux.createServerChannel('/service/chat')
  channel.addListener('message', (...[, , message, done]: [unknown, unknown, ServerMessage, () => void]) => {
    commands.push(message.data)
    done()
  })

  http.on('upgrade', (request, connection: Socket, head) => {
    upgradesAsked += 1
    if (upgrades === 'refuse') return void connection.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    sockets.handleUpgrade(request, connection, head, (socket) => {
      connected(socket)
      serveSocket(front, socket)
    })
  })
  http.on('request', (request, response) => {
    connected(response)
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => serveRequest(front, { body, response }))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const dropConnections = () => {
    for (const socket of sockets.clients) socket.terminate()
    http.closeAllConnections()
  }
  onTestFinished(async () => {
    bayeux.close()
    http.close()
    dropConnections()
    await once(http, 'close')
  })

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/cometd`,
    get dials() {
      return dials
    },
    get open() {
      return connections.size
    },
    get sessions() {
      return sessions.size
    },
    get upgrades() {
      return upgradesAsked
    },
    attaches,
    get goodbyes() {
      return goodbyes
    },
    commands,
    deliver: (event) => sessions.forEach((session) => session.deliver(null, '/service/chat', event)),
    dropConnections,
  }
}

interface Front {
  readonly bayeux: CometDServer
  /** The library finds a session by its cookie only, which pages on other sites cannot keep: it gets one per client. */
  readonly cookies: Map<string, string>
  hear(messages: readonly ServerMessage[]): void
}

function serveSocket({ bayeux, hear }: Front, socket: WebSocket): void {
  let cookie = ''
  let clientId: string | undefined
  socket.on('close', () => clientId && bayeux.getServerSession(clientId)?.disconnect())
  socket.on('message', (data) => {
    const messages = JSON.parse(String(data)) as ServerMessage[]
    hear(messages)
    clientId ??= messages[0]?.clientId
    exchange(bayeux, { messages, cookie }, (text, newCookie) => {
      cookie ||= newCookie
      if (text) socket.send(text)
    })
  })
}

function serveRequest(
  { bayeux, cookies, hear }: Front,
  { body, response }: { body: string; response: ServerResponse },
) {
  const messages = JSON.parse(body) as ServerMessage[]
  hear(messages)
  const clientId = messages[0]?.clientId ?? ''
  let answered = false
  response.on('close', () => {
    if (!answered) bayeux.getServerSession(clientId)?.disconnect()
  })
  exchange(bayeux, { messages, cookie: cookies.get(clientId) ?? '' }, (text, newCookie) => {
    answered = true
    const reply = JSON.parse(text)[0] as ServerMessage
    if (newCookie && reply.clientId) cookies.set(reply.clientId, newCookie)
    response.end(text)
  })
}

interface Frame {
  readonly messages: readonly ServerMessage[]
  readonly cookie: string
}

function exchange(
  bayeux: CometDServer,
  { messages, cookie }: Frame,
  answer: (text: string, cookie: string) => void,
): void {
  let newCookie = ''
  const response = Object.assign(new EventEmitter(), {
    statusCode: 200,
    socket: { destroyed: false } as Socket,
    setHeader(name: string, value: unknown) {
      if (name === 'Set-Cookie') newCookie = String(value).split(';')[0] ?? ''
    },
    end(text = '') {
      answer(text, newCookie)
      response.emit('finish')
    },
  })
  bayeux.handle({ method: 'POST', headers: { cookie }, body: messages, addListener: () => undefined }, response)
}
