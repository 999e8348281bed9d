import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { attachContext } from '../http/attach-context.ts'
import { duplicateConnect } from '../bayeux/bayeux.ts'
import type { BayeuxReply } from '../bayeux/exchange-response.ts'
import { parseFrame, type BayeuxFrame } from '../bayeux/bayeux-frame.ts'
import type { Front, FrontParts } from '../front.ts'
import {
  answer,
  answerPreflight,
  refusals,
  refuse,
  refuseUnread,
  unreadBody,
  type HttpRefusal,
} from '../http/http-answer.ts'
import { KeptBytes, type AddressQuota } from '../line/address-quotas.ts'
import { closeWithin } from '../line/close-within.ts'
import type { EndingLine } from '../line/end-evenly.ts'
import type { VerifiedHop } from '../instance/hop-marks.ts'
import type { NamedServer } from '../instance/line-paths.ts'
import { hopHeader } from '../instance/send-hop.ts'
import { LongPollingLine } from './long-polling-line.ts'
import { messagesPerCommand, type FrameSize } from '../line/message-budget.ts'
import { UnattachedRequests } from '../line/unattached-requests.ts'
import { UnfinishedRequests } from './unfinished-requests.ts'

export interface HttpExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** A request and its sender. */
interface Incoming extends HttpExchange {
  readonly address: string
  readonly quota: AddressQuota
  /** If another server has handed it on. */
  readonly mark: VerifiedHop | 'forged' | undefined
  /** What is kept of its body, until it is answered. */
  readonly kept: KeptBytes
}

/** The body of a post. */
interface FrameText {
  readonly text: string
  readonly bytes: number
}

/** The cookie for clients without a line: the library answers them with 402. */
const unknownClient = 'unknown'

/** Serves the chat over HTTP long-polling. */
export class LongPollingFront implements Front {
  readonly #parts: FrontParts
  readonly #lines = new Map<string, LongPollingLine>()
  readonly #attaching = new Set<LongPollingLine>()
  /** The lines that have not ended, also those being attached. */
  readonly #live = new Set<LongPollingLine>()
  readonly #open = new Set<ServerResponse>()
  /** The open requests that have been read, and belong to no line. */
  readonly #unattached = new Set<ServerResponse>()
  readonly #unfinished: UnfinishedRequests
  readonly #scope = new AbortController()
  #life: 'open' | 'draining' | 'closed' = 'open'
  readonly #unattachedRequests: UnattachedRequests

  constructor(parts: FrontParts) {
    this.#parts = parts
    setMaxListeners(0, this.#scope.signal) // one for each waiting request
    this.#unfinished = new UnfinishedRequests(parts.settings)
    this.#unattachedRequests = new UnattachedRequests(parts.settings, this.#scope.signal)
  }

  get lines(): number {
    return this.#live.size
  }

  /** Serves a post to the chat's path. Its origin was checked before. */
  post(exchange: HttpExchange): void {
    this.#answer(exchange, (incoming) => this.#serve(incoming))
  }

  /** Answers a CORS preflight, in its turn. */
  preflight(exchange: HttpExchange): void {
    this.#answer(exchange, async (incoming) => {
      if (await this.#turn(incoming, oneMessage)) answerPreflight(exchange.request, exchange.response)
    })
  }

  /** Refuses a request, in its turn, so that those who are refused cannot ask as much as they like. */
  refuse(exchange: HttpExchange, refusal: HttpRefusal): void {
    this.#answer(exchange, (incoming) => this.#refuse(incoming, refusal))
  }

  drain(): readonly EndingLine[] {
    this.#life = 'draining'
    return [...this.#live]
  }

  async close(): Promise<void> {
    this.#life = 'closed'
    this.#scope.abort()
    for (const line of [...this.#attaching, ...this.#lines.values()]) line.shutDown()
    const closed = [...this.#open].map((response) => new Promise((resolve) => response.once('close', resolve)))
    await closeWithin(this.#parts.settings, Promise.all(closed), () =>
      this.#open.forEach((response) => response.destroy()),
    )
  }

  #answer({ request, response }: HttpExchange, answer: (incoming: Incoming) => Promise<void>): void {
    const mark = this.#parts.instance?.markOf(request)
    const address = typeof mark === 'object' ? mark.address : this.#parts.settings.addressOf(request)
    if (typeof mark === 'object') response.setHeader(hopHeader, mark.proof)
    const quota = this.#parts.quotas.of(address)
    const kept = new KeptBytes(quota.bytes)
    this.#open.add(response)
    response.once('close', () => {
      this.#open.delete(response)
      this.#unattached.delete(response)
      kept.keep(0)
    })
    answer({ request, response, address, quota, mark, kept }).catch((error: unknown) => {
      this.#parts.settings.logger.error('unable to answer a request', error)
      refuse(response, refusals.failed)
    })
  }

  /** Waits for the turn of a request without a line. `false`: it was refused meanwhile, or its client has left. */
  async #turn({ request, response, quota }: Incoming, size: FrameSize): Promise<boolean> {
    if (this.#unattached.size >= this.#parts.settings.maxConnections) {
      await refuseUnread({ request, response }, refusals.full)
      return false
    }
    this.#unattached.add(response)
    const turn = this.#unattachedRequests.turn({ request, quota, ...size })
    if (turn === 'too-many') {
      await refuseUnread({ request, response }, refusals.tooMany)
      return false
    }
    if (turn) await turn
    return !response.destroyed
  }

  async #refuse(incoming: Incoming, refusal: HttpRefusal): Promise<void> {
    if (await this.#turn(incoming, oneMessage)) await refuseUnread(incoming, refusal)
  }

  async #serve(incoming: Incoming): Promise<void> {
    const { request, mark } = incoming
    const { settings } = this.#parts
    if (mark === 'forged') return this.#refuse(incoming, refusals.forgedMark)
    if (!isPlainJson(request)) return this.#refuse(incoming, refusals.wrongType)
    const body = await this.#unfinished.read(request, incoming)
    if (body === 'aborted') return
    if (typeof body === 'string') return this.#refuse(incoming, unreadBody(body, settings.maxFrameBytes))
    const text = body.toString('utf8')
    if (mark && !mark.isFor(text)) return this.#refuse(incoming, refusals.forgedMark)
    return this.#serveFrame(incoming, { text, bytes: body.length })
  }

  /** A request waits as text, because its messages may take twenty times as much memory. So it is parsed again at its turn. */
  #serveFrame(incoming: Incoming, body: FrameText): Promise<void> | void {
    const { frame } = parseFrame(body.text)
    const line = this.#lineOf(frame)
    if (frame && line) return this.#exchange({ ...body, frame }, line, incoming.response)
    const unattached = { ...body, messages: costOf(frame) }
    const other = frame && !frame.isHandshake ? this.#parts.instance?.otherOf(incoming.request) : undefined
    return other ? this.#handOn(incoming, unattached, other) : this.#serveUnattached(incoming, unattached)
  }

  /** If the other server is gone, the answer is that to unknown clients: they attach anew. */
  async #handOn(incoming: Incoming, { text, ...size }: FrameText & FrameSize, other: NamedServer): Promise<void> {
    if (!(await this.#turn(incoming, size))) return
    this.#unattached.delete(incoming.response)
    const outcome = await this.#parts.instance?.handOn({ ...incoming, body: text }, other)
    if (outcome === 'gone') this.#answerUnattached(incoming, text)
  }

  async #serveUnattached(incoming: Incoming, { text, ...size }: FrameText & FrameSize): Promise<void> {
    if (await this.#turn(incoming, size)) this.#answerUnattached(incoming, text)
  }

  #answerUnattached(incoming: Incoming, text: string): void {
    const { response } = incoming
    const { bayeux, settings } = this.#parts
    const { frame, refusal } = parseFrame(text)
    if (refusal) {
      settings.logger.info(`refused 400: ${refusal.reason}`)
      return refuse(response, { status: 400, text: refusal.reason })
    }
    if (frame.isHandshake) this.#handshake(frame, incoming)
    else bayeux.exchange({ frame, cookie: unknownClient }, (reply) => send(response, reply))
  }

  #lineOf(frame: BayeuxFrame | undefined): LongPollingLine | undefined {
    return frame?.clientId === undefined || frame.isHandshake ? undefined : this.#lines.get(frame.clientId)
  }

  #handshake(frame: BayeuxFrame, { request, response, address }: Incoming): void {
    if (this.#life !== 'open') return refuse(response, refusals.closing)
    if (!this.#parts.makeRoom()) return refuse(response, refusals.full)
    const line: LongPollingLine = new LongPollingLine(
      {
        context: attachContext({ request, address }, 'long-polling'),
        onOpen: (clientId) => {
          this.#attaching.delete(line)
          this.#lines.set(clientId, line)
        },
        onEnd: () => this.#live.delete(line),
        onGone: (clientId) => this.#lines.delete(clientId),
      },
      this.#parts,
    )
    this.#live.add(line)
    this.#attaching.add(line)
    this.#unattached.delete(response)
    watchClient(line, response)
    line.handshake(frame, (reply) => {
      this.#attaching.delete(line)
      response.once('finish', () => line.connection.answered())
      send(response, reply)
    })
  }

  #exchange(
    { frame, text, bytes }: FrameText & { readonly frame: BayeuxFrame },
    line: LongPollingLine,
    response: ServerResponse,
  ): Promise<void> | void {
    this.#unattached.delete(response)
    // A client that leaves its poll will not fetch its events. Other replies may get lost without harm.
    if (frame.isConnect) watchClient(line, response)
    const turn = line.turn(frame, bytes)
    const reply = (reply: BayeuxReply) => {
      // What comes next from this page is for another server, to which this connection may not lead.
      if (this.#life !== 'open' && !line.isOpen) response.setHeader('connection', 'close')
      send(response, reply)
    }
    // If the client leaves while it waits, its messages are still handled, as they are without a wait.
    return turn ? exchangeAtTurn(turn, text, (waited) => line.exchange(waited, reply)) : line.exchange(frame, reply)
  }
}

/** Calls `exchange` with the frame that `text` is, which was valid before. */
async function exchangeAtTurn(
  turn: Promise<void>,
  text: string,
  exchange: (frame: BayeuxFrame) => void,
): Promise<void> {
  await turn
  const { frame } = parseFrame(text)
  if (frame) exchange(frame)
}

const oneMessage: FrameSize = { messages: 1, bytes: 0 }

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
