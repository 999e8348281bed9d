import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { WebSocket, WebSocketServer } from 'ws'
import type { Json } from './broken-server.ts'

/** A Bayeux server with a fault in how it carries things. Each has one of its own, which may remember things. */
export interface BayeuxFault {
  (): {
    /** Changes what the client sends before the real server gets it. Nothing left: the real server hears nothing. */
    request?(messages: readonly Json[], proxied: Proxied): readonly Json[]
    /** Changes what the server answers. `request` is absent over WebSocket. */
    reply?(messages: readonly Json[], request?: readonly Json[]): readonly Json[]
    /** A frame that is no array of Bayeux messages. Without this the real server gets it. */
    garbage?(proxied: Proxied): void
    /** Answers a post in place of the server. */
    post?(
      request: IncomingMessage,
      messages: readonly Json[],
    ): { readonly status: number; readonly body: Json[] } | undefined
    /** Headers of each answer. */
    headers?(request: IncomingMessage): Readonly<Record<string, string>>
    /** Headers that the real server gets in place of the client's. */
    forwardedHeaders?: Readonly<Record<string, string>>
  }
}

/** What a fault can do to the proxy. */
export interface Proxied {
  /** Ends every connection. */
  endAll(): void
  /** From now on nobody is served. */
  die(): void
  /** Sends this to the real server, besides or later. */
  forward(messages: readonly Json[]): void
}

/** A server in front of the real one, with a fault. */
export async function startBayeuxProxy(target: string, fault: BayeuxFault) {
  const made = fault()
  const sockets = new Set<WebSocket>()
  let life: 'open' | 'dead' = 'open'
  const endAll = () => sockets.forEach((socket) => socket.terminate())
  const die = () => {
    life = 'dead'
    endAll()
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const messages = parsed(body)
    const proxied = { endAll, die, forward: () => undefined }
    if (!messages) made.garbage?.(proxied)
    const instead = messages && made.post?.(request, messages)
    if (instead) return void response.writeHead(instead.status, json).end(JSON.stringify(instead.body))
    const changed = messages && made.request ? JSON.stringify(made.request(messages, proxied)) : body
    const answer = await forward(request, response, changed)
    const answered = await answer.text()
    response.writeHead(answer.status, { ...json, ...made.headers?.(request) }).end(altered(answered, messages))
  }

  function forward(request: IncomingMessage, response: ServerResponse, body: string): Promise<Response> {
    const scope = new AbortController()
    response.once('close', () => scope.abort())
    const { origin: page, host, 'content-type': type = '' } = request.headers
    // A page of the proxy is one of the server behind it.
    const origin = page === `http://${host}` ? new URL(target).origin : page
    const headers = { 'content-type': type, ...(origin && { origin }), ...made.forwardedHeaders }
    return fetch(target, { method: 'POST', headers, body, signal: scope.signal })
  }

  function altered(answer: string, request: readonly Json[] | undefined): string {
    const replies = parsed(answer)
    return replies && request && made.reply ? JSON.stringify(made.reply(replies, request)) : answer
  }

  function socket(client: WebSocket, origin: string | undefined): void {
    const server = new WebSocket(target.replace(/^http/, 'ws'), { headers: origin ? { origin } : {} })
    const waiting: string[] = []
    const write = (frame: string) =>
      server.readyState === WebSocket.OPEN ? server.send(frame) : void waiting.push(frame)
    const proxied = { endAll, die, forward: (messages: readonly Json[]) => write(JSON.stringify(messages)) }
    sockets.add(client)
    server.on('open', () => waiting.splice(0).forEach((frame) => server.send(frame)))
    client.on('message', (data) => {
      const messages = parsed(String(data))
      if (!messages && made.garbage) return made.garbage(proxied)
      const changed = messages && made.request ? made.request(messages, proxied) : messages
      if (!changed) write(String(data))
      else if (changed.length > 0) write(JSON.stringify(changed))
    })
    server.on('message', (data) => {
      const messages = parsed(String(data))
      client.send(messages && made.reply ? JSON.stringify(made.reply(messages)) : String(data))
    })
    client.on('error', () => server.terminate())
    server.on('error', () => client.terminate())
    client.on('close', () => server.terminate())
    server.on('close', (code) =>
      (code >= 1000 && code < 1004) || code >= 1007 ? client.close(code === 1006 ? 1011 : code) : client.terminate(),
    )
  }

  const httpServer = createServer((request, response) => {
    if (life === 'dead') return void request.socket.destroy()
    post(request, response).catch(() => void request.socket.destroy())
  })
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024 })
  httpServer.on('upgrade', (request, raw, head) => {
    if (life === 'dead') return void raw.destroy()
    if (request.headers.origin?.includes('invalid')) return void raw.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    upgrades.handleUpgrade(request, raw, head, (client) => socket(client, request.headers.origin))
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const close = () => {
    endAll()
    httpServer.closeAllConnections()
    httpServer.close()
  }
  return { url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}/cometd`, close }
}

const json = { 'content-type': 'application/json' }

function parsed(frame: string): Json[] | undefined {
  try {
    const messages: unknown = JSON.parse(frame)
    const isBayeux =
      Array.isArray(messages) && messages.length > 0 && messages.every((each) => typeof each?.channel === 'string')
    return isBayeux ? (messages as Json[]) : undefined
  } catch {
    return undefined // garbage, for the fault or the real server
  }
}
