import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { within } from '../../support/deadline.ts'

/** A visitor without the manners of our client: speaks Bayeux over a bare WebSocket, as fast as it likes. */
export interface RawVisitor {
  /** Puts a frame on the wire, if what is not on the wire yet leaves room for it. */
  send(...messages: readonly object[]): boolean
  /** Reads nothing more; the socket stays open. */
  stopReading(): void
  readonly isOpen: boolean
  close(): void
}

const mostUnsentBytes = 1024 * 1024

/** A session of its own, attached and with its `/meta/connect` under way. */
export async function openRawVisitor(url: string, name: string): Promise<RawVisitor> {
  const socket = await openSocket(url, name)
  const answered = once(socket, 'message')
  socket.send(JSON.stringify([handshakeOf(name)]))
  const [data] = (await within(20_000, `the handshake of ${name}`, answered)) as [Buffer]
  const visitor = rawVisitor(socket, clientIdIn(data.toString(), name))
  visitor.send({ channel: '/meta/connect', connectionType: 'websocket' })
  return visitor
}

/** Somebody who speaks without ever having said who it is. */
export async function openStranger(url: string, name: string): Promise<RawVisitor> {
  return rawVisitor(await openSocket(url, name), 'nobody')
}

/** The handshake that starts a session of its own. */
export function handshakeOf(name: string): object {
  const attach = {
    type: 'StartSession',
    id: name,
    secret: `secret of ${name}`.padEnd(43, '.'),
    pageId: name,
    take: true,
  }
  const supportedConnectionTypes = ['websocket', 'long-polling']
  return { id: '1', channel: '/meta/handshake', version: '1.0', supportedConnectionTypes, ext: { chat: attach } }
}

/** The client id that a handshake's reply gives. */
export function clientIdIn(reply: string, name: string): string {
  const [{ clientId }] = JSON.parse(reply) as [{ clientId?: string }]
  if (!clientId) throw new Error(`the server refused ${name}: ${reply}`)
  return clientId
}

let said = 0

/** A message of the visitor's, as Bayeux. */
export const saying = (text: string) => ({
  channel: '/service/chat',
  data: { type: 'SendMessage', id: `said-${(said += 1)}`, content: { type: 'text', text } },
})

async function openSocket(url: string, name: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'))
  onTestFinished(() => socket.terminate())
  socket.on('error', () => undefined) // its close says the same
  await within(20_000, `the socket of ${name}`, once(socket, 'open'))
  return socket
}

function rawVisitor(socket: WebSocket, clientId: string): RawVisitor {
  let id = 1
  return {
    send(...messages) {
      if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > mostUnsentBytes) return false
      socket.send(JSON.stringify(messages.map((message) => ({ id: String((id += 1)), clientId, ...message }))))
      return true
    },
    stopReading: () => socket.pause(),
    get isOpen() {
      return socket.readyState === WebSocket.OPEN
    },
    close: () => socket.terminate(),
  }
}
