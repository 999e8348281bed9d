import type { IncomingMessage, ServerResponse } from 'node:http'
import { attachContext } from './attach-context.ts'
import { duplicateConnect, type BayeuxReply } from './bayeux.ts'
import { parseFrame, type BayeuxFrame } from './bayeux-frame.ts'
import type { Front, FrontParts } from './front.ts'
import { answer, bodyTooLarge, refusals, refuse } from './http-answer.ts'
import { LongPollingLine } from './long-polling-line.ts'
import { readBody } from './request-body.ts'

export interface LongPollingFront extends Front {
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

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isPlainJson(request)) return refuse(response, refusals.wrongType)
    const body = await readBody(request, settings.maxFrameBytes)
    if (body === 'aborted') return
    if (body === 'too-large') return refuse(response, bodyTooLarge(settings.maxFrameBytes))
    const { frame, refusal } = parseFrame(body.text)
    if (refusal) {
      settings.logger.debug(`Refused a request: ${refusal.reason}`)
      return refuse(response, { status: 400, text: refusal.reason })
    }
    if (frame.isHandshake) return handshake(frame, request, response)
    const line = frame.clientId === undefined ? undefined : lines.get(frame.clientId)
    if (line) exchange(frame, line, response)
    else bayeux.exchange({ frame, cookie: unknownClient }, (reply) => send(response, reply))
  }

  function handshake(frame: BayeuxFrame, request: IncomingMessage, response: ServerResponse): void {
    const line: LongPollingLine = new LongPollingLine(
      {
        context: attachContext(request, 'long-polling'),
        onOpen: (clientId) => lines.set(clientId, line),
        onGone: (clientId) => lines.delete(clientId),
      },
      parts,
    )
    attaching.add(line)
    onVanished(response, () => line.lost())
    line.handshake(frame, (reply) => {
      attaching.delete(line)
      response.once('finish', () => line.connection.answered())
      send(response, reply)
    })
  }

  function exchange(frame: BayeuxFrame, line: LongPollingLine, response: ServerResponse): void {
    // Whoever waits for events and is gone will never come for them. Other replies may get lost without harm.
    if (frame.isConnect) onVanished(response, () => line.lost())
    // Whoever went away meanwhile reads no answer; their messages count all the same, as they do at once.
    const turn = line.turn(frame.messages.length)
    if (turn) void turn.then(() => carryOut(frame, line, response))
    else carryOut(frame, line, response)
  }

  function carryOut(frame: BayeuxFrame, line: LongPollingLine, response: ServerResponse): void {
    line.exchange(frame, (reply) => {
      const room = line.connection.room()
      if (room && !frame.isConnect) void room.then(() => send(response, reply))
      else send(response, reply)
    })
  }

  return {
    get connections() {
      return open.size
    },
    post(request, response) {
      open.add(response)
      response.once('close', () => open.delete(response))
      serve(request, response).catch((error: unknown) => {
        settings.logger.error('A request failed.', error)
        refuse(response, refusals.failed)
      })
    },
    async close() {
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

function send(response: ServerResponse, { status, body, written }: BayeuxReply): void {
  response.once('close', written)
  if (body !== undefined) answer(response, body)
  else refuse(response, status === duplicateConnect ? refusals.duplicateConnect : refusals.failed)
  if (response.destroyed) written()
}

/** Calls `vanished` when the client goes away before the whole response has been handed to the network. */
function onVanished(response: ServerResponse, vanished: () => void): void {
  response.once('close', () => {
    if (!response.writableFinished) vanished()
  })
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
