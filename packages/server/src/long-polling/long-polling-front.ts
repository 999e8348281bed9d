import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { attachContext } from '../http/attach-context.ts'
import { duplicateConnect } from '../bayeux/bayeux.ts'
import type { BayeuxReply } from '../bayeux/exchange-response.ts'
import { parseFrame, type BayeuxFrame } from '../bayeux/bayeux-frame.ts'
import type { Front, FrontParts } from '../front.ts'
import { answer, bodyTooLarge, refusals, refuse } from '../http/http-answer.ts'
import { closeWithin } from '../line/close-within.ts'
import { LongPollingLine } from './long-polling-line.ts'
import { messagesPerCommand } from '../line/message-budget.ts'
import { readBody } from '../http/request-body.ts'
import { UnattachedRequests } from './unattached-requests.ts'

export interface LongPollingFront extends Front {
  /** The number of open requests that belong to no line, or are not read yet. */
  readonly unattached: number
  /** Serves a post to the chat's path. Its origin was checked before. */
  post(request: IncomingMessage, response: ServerResponse): void
}

/** The cookie for clients without a line: the library answers them with 402. */
const unknownClient = 'unknown'

/** Serves the chat over HTTP long-polling. */
export function createLongPollingFront(parts: FrontParts): LongPollingFront {
  return new PollingFront(parts)
}

class PollingFront implements LongPollingFront {
  readonly #parts: FrontParts
  readonly #lines = new Map<string, LongPollingLine>()
  readonly #attaching = new Set<LongPollingLine>()
  readonly #open = new Set<ServerResponse>()
  /** The open requests that belong to no line, or are not read yet. */
  readonly #unattached = new Set<ServerResponse>()
  readonly #scope = new AbortController()
  readonly #unattachedRequests: UnattachedRequests

  constructor(parts: FrontParts) {
    this.#parts = parts
    setMaxListeners(0, this.#scope.signal) // one for each waiting request
    this.#unattachedRequests = new UnattachedRequests(parts.settings, this.#scope.signal)
  }

  get lines(): number {
    return this.#attaching.size + this.#lines.size
  }

  get unattached(): number {
    return this.#unattached.size
  }

  post(request: IncomingMessage, response: ServerResponse): void {
    this.#open.add(response)
    this.#unattached.add(response)
    response.once('close', () => {
      this.#open.delete(response)
      this.#unattached.delete(response)
    })
    this.#serve(request, response).catch((error: unknown) => {
      this.#parts.settings.logger.error('unable to answer a request', error)
      refuse(response, refusals.failed)
    })
  }

  async close(): Promise<void> {
    this.#scope.abort()
    for (const line of [...this.#attaching, ...this.#lines.values()]) line.connection.end('shutdown')
    const closed = [...this.#open].map((response) => new Promise((resolve) => response.once('close', resolve)))
    await closeWithin(this.#parts.settings, Promise.all(closed), () =>
      this.#open.forEach((response) => response.destroy()),
    )
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { bayeux, settings } = this.#parts
    if (!isPlainJson(request)) return refuse(response, refusals.wrongType)
    const body = await readBody(request, settings.maxFrameBytes)
    if (body === 'aborted') return
    if (body === 'too-large') return refuse(response, bodyTooLarge(settings.maxFrameBytes))
    const { frame, refusal } = parseFrame(body.text)
    const line = this.#lineOf(frame)
    if (frame && line) return this.#exchange({ frame, bytes: body.bytes }, line, response)

    const size = { messages: costOf(frame), bytes: body.bytes }
    const turn = this.#unattachedRequests.turn(request.socket, size)
    if (turn) await turn
    if (response.destroyed) return
    if (refusal) {
      settings.logger.info(`refused 400: ${refusal.reason}`)
      return refuse(response, { status: 400, text: refusal.reason })
    }
    if (frame.isHandshake) this.#handshake(frame, request, response)
    else bayeux.exchange({ frame, cookie: unknownClient }, (reply) => send(response, reply))
  }

  #lineOf(frame: BayeuxFrame | undefined): LongPollingLine | undefined {
    return frame?.clientId === undefined || frame.isHandshake ? undefined : this.#lines.get(frame.clientId)
  }

  #handshake(frame: BayeuxFrame, request: IncomingMessage, response: ServerResponse): void {
    if (this.#scope.signal.aborted) return refuse(response, refusals.closing)
    if (!this.#parts.hasRoom()) return refuse(response, refusals.full)
    const line: LongPollingLine = new LongPollingLine(
      {
        context: attachContext(request, 'long-polling'),
        onOpen: (clientId) => {
          this.#attaching.delete(line)
          this.#lines.set(clientId, line)
        },
        onGone: (clientId) => this.#lines.delete(clientId),
      },
      this.#parts,
    )
    this.#attaching.add(line)
    this.#unattached.delete(response)
    watchClient(line, response)
    line.handshake(frame, (reply) => {
      this.#attaching.delete(line)
      response.once('finish', () => line.connection.answered())
      send(response, reply)
    })
  }

  async #exchange(
    { frame, bytes }: { readonly frame: BayeuxFrame; readonly bytes: number },
    line: LongPollingLine,
    response: ServerResponse,
  ): Promise<void> {
    this.#unattached.delete(response)
    // A client that leaves its poll will not fetch its events. Other replies may get lost without harm.
    if (frame.isConnect) watchClient(line, response)
    const turn = line.turn(frame, bytes)
    // If the client leaves while it waits, its messages are still handled, as they are without a wait.
    if (turn) await turn
    line.exchange(frame, (reply) => send(response, reply))
  }
}

/** The cost of a frame without a line. A handshake costs as much as a command, because the server keeps the line it opens. */
function costOf(frame: BayeuxFrame | undefined): number {
  return frame?.isHandshake ? messagesPerCommand : (frame?.messages.length ?? 1)
}

/** The client is not absent while it waits, and it is lost when it leaves before the answer is written. */
function watchClient(line: LongPollingLine, response: ServerResponse): void {
  const answered = line.waitsForAnswer()
  response.once('close', () => {
    answered()
    if (!response.writableFinished) line.lost()
  })
}

function send(response: ServerResponse, { status, body }: BayeuxReply): void {
  if (body !== undefined) answer(response, body)
  else refuse(response, status === duplicateConnect ? refusals.duplicateConnect : refusals.failed)
}

/** Requires a type that no HTML form can post, so that browsers send a preflight for other origins. */
function isPlainJson({ headers }: IncomingMessage): boolean {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset)
  return type === 'application/json' && isUtf8 && (headers['content-encoding'] ?? 'identity') === 'identity'
}
