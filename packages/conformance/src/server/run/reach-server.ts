import { once } from 'node:events'
import { WebSocket } from 'ws'
import { silentLogger, systemClock } from '@chat-transport/core'
import type { LineSignal, OpenLink } from '@chat-transport/core'
import { inspect } from '../../case/outcome.ts'
import { startCommand } from '../case/commands.ts'
import { networkReason } from '../line/network-reason.ts'
import { rawPost } from '../line/raw-post.ts'
import { socketUrl } from '../line/websocket-line.ts'
import type { TransportRun } from './run-server-case.ts'

/** There is nothing to test at the address. The message says what is there instead, and what to do. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable'
}

/** Throws a `ServerUnreachable` unless something that could be a chat server answers. No rule is to blame for that. */
export async function reachServer({ transport, url, link }: TransportRun): Promise<void> {
  if (link) await reachOverLink(link)
  else if (transport === 'websocket') await reachOverWebSocket(socketUrl(url))
  else await reachOverPosts(url)
}

const patienceMs = 15_000
const mendAddress = 'Start the server, or mend the address.'

async function reachOverWebSocket(url: string): Promise<void> {
  const socket = new WebSocket(url, { handshakeTimeout: patienceMs })
  let refusedWith: number | undefined
  socket.on('unexpected-response', (_request, { statusCode }) => {
    refusedWith = statusCode
    socket.emit('error', new Error('the upgrade is refused'))
  })
  try {
    await once(socket, 'open')
  } catch (cause) {
    if (refusedWith === undefined)
      throw new ServerUnreachable(`unable to reach ${url}: ${networkReason(cause)}. ${mendAddress}`, { cause })
    throw new ServerUnreachable(
      `unable to open a WebSocket to ${url}: the upgrade was answered with HTTP ${refusedWith}. Mend the address, or leave WebSockets out with --transport long-polling.`,
      { cause },
    )
  } finally {
    socket.on('error', () => undefined) // `terminate` reports that it is early, if the socket is not open
    socket.terminate()
  }
}

async function reachOverPosts(url: string): Promise<void> {
  const { status, text } = await rawPost(url, JSON.stringify([handshake()])).catch((cause: unknown) => {
    throw new ServerUnreachable(`unable to reach ${url}: ${networkReason(cause)}. ${mendAddress}`, { cause })
  })
  if (status < 400 && isList(text)) return
  throw new ServerUnreachable(
    `unable to speak CometD over long-polling with ${url}: a handshake was answered with HTTP ${status} ${inspect(text)}. Mend the address, or leave long-polling out with --transport websocket.`,
  )
}

const handshake = () => ({
  id: '1',
  channel: '/meta/handshake',
  version: '1.0',
  supportedConnectionTypes: ['long-polling'],
  ext: { chat: startCommand() },
})

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false // a page, say: the caller shows it
  }
}

async function reachOverLink(open: OpenLink): Promise<void> {
  const scope = new AbortController()
  try {
    await new Promise<void>((resolve, reject) => {
      const opened = () => resolve()
      const late = () => reject(new Error(`it has not opened within ${patienceMs} ms`))
      scope.signal.addEventListener('abort', systemClock.after(patienceMs, late))
      const signal = scope.signal as LineSignal
      const line = { received: opened, alive: opened, lost: reject, signal, logger: silentLogger }
      Promise.resolve()
        .then(() => open(startCommand(), line))
        .then(opened, reject)
    })
  } catch (cause) {
    throw new ServerUnreachable(
      `unable to open a line over the link: ${networkReason(cause)}. Start the server, or mend the address in the link.`,
      { cause },
    )
  } finally {
    scope.abort('detached')
  }
}
