import { once } from 'node:events'
import {
  request as httpRequest,
  type Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '@chat-transport/core'
import { isSame } from './hop-marks.ts'

/** The header with the mark of a request that was handed on, and with the proof of its answer. */
export const hopHeader = 'x-chat-transport-hop'

/** A request to another server. */
export interface Hop {
  readonly url: string
  readonly method: string
  readonly headers: OutgoingHttpHeaders
  /** A stream is sent as it comes. */
  readonly body: string | IncomingMessage
  readonly mark: string
  /** What the answer has to bring in `hopHeader`. */
  readonly proof: string
  readonly agent: Agent
  /** How long the other server may take until its answer begins. Not for a body that comes at its client's pace. */
  readonly answerTimeoutMs?: number
  readonly clock: Clock
  /** Ends the hop. */
  readonly scope: AbortController
}

/**
 * How a hop ended. `gone`: no server with our secret is there. `cut`: it was reached, and has not answered: nobody knows what it has
 * done.
 */
export type HopOutcome = 'answered' | 'gone' | 'cut'

export interface HopEnd {
  readonly outcome: HopOutcome
  readonly cause?: unknown
}

/** Of a server that is there, in the same network. Beyond it the page attaches anew, before its visitor is told of anything. */
const connectTimeoutMs = 2_000

/** What a page is told of the answer. The rest belongs to the connection between the servers. */
const passedOn = [
  ...['content-type', 'retry-after', 'cache-control', 'x-content-type-options'],
  ...['tus-resumable', 'upload-offset', 'upload-length'],
]

/** Sends a request to another server, and what that answers to `response`, as it comes. Never rejects. */
export async function sendHop(hop: Hop, response: ServerResponse): Promise<HopEnd> {
  const { answerTimeoutMs, scope, clock } = hop
  const connection = { isOpen: false }
  const stopTimers = [
    clock.after(connectTimeoutMs, () => connection.isOpen || scope.abort()),
    ...(answerTimeoutMs === undefined ? [] : [clock.after(answerTimeoutMs, () => scope.abort())]),
  ]
  const stopTimer = () => stopTimers.forEach((stop) => stop())
  try {
    const answer = await ask(hop, () => (connection.isOpen = true))
    stopTimer()
    if (!isSame(String(answer.headers[hopHeader] ?? ''), hop.proof)) {
      scope.abort()
      return { outcome: 'gone', cause: new Error('what answers has not the same instance.secret, or another time') }
    }
    response.writeHead(answer.statusCode ?? 502, { ...headersOf(answer), ...endingOf(hop.body) })
    await pipeline(answer, response)
    return { outcome: 'answered' }
  } catch (cause) {
    return { outcome: connection.isOpen ? 'cut' : 'gone', cause }
  } finally {
    stopTimer()
  }
}

async function ask(
  { url, method, headers, body, mark, agent, scope }: Hop,
  connected: () => void,
): Promise<IncomingMessage> {
  const isSecure = url.startsWith('https:')
  const send = isSecure ? httpsRequest : httpRequest
  // What is not sent before, the other server has not seen: one whose certificate is refused is as good as gone.
  const opened = isSecure ? 'secureConnect' : 'connect'
  const request = send(url, { method, agent, headers: { ...headers, [hopHeader]: mark }, signal: scope.signal })
  request.on('error', () => undefined) // told by `once`, and of no use after the answer
  request.once('socket', (socket) => (socket.connecting ? socket.once(opened, connected) : connected()))
  if (typeof body === 'string') request.end(body)
  else body.pipe(request) // and what is not sent, since the hop is over, is left unread: the client gets an answer all the same
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return answer
}

/** Of a body that nobody reads to its end, the connection ends with the answer. */
const endingOf = (body: Hop['body']) =>
  typeof body === 'string' || body.complete ? undefined : { connection: 'close' }

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  )
}
