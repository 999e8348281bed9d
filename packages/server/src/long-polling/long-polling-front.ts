import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { attachContext } from '../http/attach-context.ts'
import { duplicateConnect, type BayeuxReply } from '../bayeux/bayeux.ts'
import { parseFrame, type BayeuxFrame } from '../bayeux/bayeux-frame.ts'
import type { Front, FrontParts } from '../front.ts'
import { answer, bodyTooLarge, refusals, refuse } from '../http/http-answer.ts'
import { LongPollingLine } from './long-polling-line.ts'
import { messagesPerCommand } from '../line/message-budget.ts'
import { readBody } from '../http/request-body.ts'
import { Strangers } from './unattached-requests.ts'

export interface LongPollingFront extends Front {
  /** How many requests are open that belong to no line, or are not read yet. */
  readonly strangers: number
  /** Takes over a post to the chat's path, whose origin is allowed. */
  post(request: IncomingMessage, response: ServerResponse): void
}

/** A client that no line is known for: the library answers it with 402. */
const unknownClient = 'unknown'

/** Serves the chat over HTTP long-polling. */
export function createLongPollingFront(parts: FrontParts): LongPollingFront {
  const { bayeux, settings } = parts
  const lines = new Map<string, LongPollingLine>()
  const attaching = new Set<LongPollingLine>()
  const open = new Set<ServerResponse>()
  /** Those of the open ones that belong to no line, or are not read yet. */
  const strange = new Set<ServerResponse>()
  const scope = new AbortController()
  setMaxListeners(0, scope.signal) // as many as wait
  const strangers = new Strangers(settings, scope.signal)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isPlainJson(request)) return refuse(response, refusals.wrongType)
    const body = await readBody(request, settings.maxFrameBytes)
    if (body === 'aborted') return
    if (body === 'too-large') return refuse(response, bodyTooLarge(settings.maxFrameBytes))
    const { frame, refusal } = parseFrame(body.text)
    const line = lineOf(frame)
    if (frame && line) return exchange({ frame, bytes: body.bytes }, line, response)

    const turn = strangers.turn(request.socket, { messages: costOf(frame), bytes: body.bytes })
    if (turn) await turn
    if (response.destroyed) return
    if (refusal) {
      settings.logger.debug(`Refused a request: ${refusal.reason}`)
      return refuse(response, { status: 400, text: refusal.reason })
    }
    if (frame.isHandshake) handshake(frame, request, response)
    else bayeux.exchange({ frame, cookie: unknownClient }, (reply) => send(response, reply))
  }

  function lineOf(frame: BayeuxFrame | undefined): LongPollingLine | undefined {
    return frame?.clientId === undefined || frame.isHandshake ? undefined : lines.get(frame.clientId)
  }

  function handshake(frame: BayeuxFrame, request: IncomingMessage, response: ServerResponse): void {
    if (scope.signal.aborted) return refuse(response, refusals.closing)
    if (!parts.hasRoom()) return refuse(response, refusals.full)
    const line: LongPollingLine = new LongPollingLine(
      {
        context: attachContext(request, 'long-polling'),
        onOpen(clientId) {
          attaching.delete(line)
          lines.set(clientId, line)
        },
        onGone: (clientId) => lines.delete(clientId),
      },
      parts,
    )
    attaching.add(line)
    strange.delete(response)
    awaitsAnswer(line, response)
    line.handshake(frame, (reply) => {
      attaching.delete(line)
      response.once('finish', () => line.connection.answered())
      send(response, reply)
    })
  }

  async function exchange(
    { frame, bytes }: { frame: BayeuxFrame; bytes: number },
    line: LongPollingLine,
    response: ServerResponse,
  ): Promise<void> {
    strange.delete(response)
    // Whoever waits for events and is gone will never come for them. Other replies may get lost without harm.
    if (frame.isConnect) awaitsAnswer(line, response)
    const turn = line.turn(frame, bytes)
    // Whoever goes away meanwhile reads no answer; their messages count all the same, as they do at once.
    if (turn) await turn
    line.exchange(frame, (reply) => send(response, reply))
  }

  return {
    get lines() {
      return attaching.size + lines.size
    },
    get strangers() {
      return strange.size
    },
    post(request, response) {
      open.add(response)
      strange.add(response)
      response.once('close', () => {
        open.delete(response)
        strange.delete(response)
      })
      serve(request, response).catch((error: unknown) => {
        settings.logger.error('A request failed.', error)
        refuse(response, refusals.failed)
      })
    },
    async close() {
      scope.abort()
      for (const line of [...attaching, ...lines.values()]) line.connection.end('shutdown')
      const closed = [...open].map((response) => new Promise((resolve) => response.once('close', resolve)))
      const stopWaiting = settings.clock.after(settings.closeTimeoutMs, () =>
        open.forEach((response) => response.destroy()),
      )
      await Promise.all(closed)
      stopWaiting()
    },
  }
}

/** What a stranger's frame counts as. A handshake asks as much as a command: what it opens has to be kept. */
function costOf(frame: BayeuxFrame | undefined): number {
  return frame?.isHandshake ? messagesPerCommand : (frame?.messages.length ?? 1)
}

/** The client is excused while it waits, and lost when it goes away before all of the answer is handed to the network. */
function awaitsAnswer(line: LongPollingLine, response: ServerResponse): void {
  const answered = line.asks()
  response.once('close', () => {
    answered()
    if (!response.writableFinished) line.lost()
  })
}

function send(response: ServerResponse, { status, body }: BayeuxReply): void {
  if (body !== undefined) answer(response, body)
  else refuse(response, status === duplicateConnect ? refusals.duplicateConnect : refusals.failed)
}

/** A type that no plain form can post, so that a page of another origin must ask first. */
function isPlainJson({ headers }: IncomingMessage): boolean {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset)
  return type === 'application/json' && isUtf8 && (headers['content-encoding'] ?? 'identity') === 'identity'
}
