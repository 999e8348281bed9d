import { isObject, objectOrNothing } from './json-object.ts'
import { LineEnd, type JsonObject, type LineRequest, type ServerLine } from './server-line.ts'

/** One Bayeux message. */
export type BayeuxMessage = JsonObject

/** A line that speaks Bayeux. */
export interface BayeuxLine extends ServerLine {
  /** Every message of the server, in the order in which they came. */
  readonly messages: readonly ReceivedMessage[]
  readonly handshake: BayeuxMessage | undefined
  readonly clientId: string | undefined
  readonly polls: Polls
  /** From now on no `/meta/connect` is sent; `polls` is 'last' while one waits for its reply. `false`: they are sent again. */
  pausePolls(paused: boolean): void
  /** Sends these messages in one frame or body, with an id and the client id where they have none. */
  sendMessages(...messages: readonly BayeuxMessage[]): void
}

/**
 * How far a line is with its `/meta/connect`s. `not yet`: the handshake is not accepted. `first`: one that is replied to at once is
 * under way. `held`: one waits for its reply. `between`: the next one follows soon. `last`: one waits for its reply, and none follows.
 * `paused`: none is under way, and none follows.
 */
export type Polls = 'not yet' | 'first' | 'held' | 'between' | 'last' | 'paused'

/** A message, and the channels of the request that it answers. Over WebSocket there is no such request. */
export interface ReceivedMessage {
  readonly message: BayeuxMessage
  readonly answers?: readonly unknown[]
}

/** What carries frames: a socket, or HTTP requests. */
export interface Carrier {
  readonly connectionType: 'websocket' | 'long-polling'
  write(messages: readonly BayeuxMessage[]): void
  close(): void
}

export interface CarrierListener {
  received(text: string, request?: readonly BayeuxMessage[]): void
  ended(end: LineEnd): void
}

export interface BayeuxLineOptions {
  readonly request: LineRequest
  openCarrier(listener: CarrierListener): Carrier
  /** Fields of the handshake besides those that a client sends. `ext` replaces the one with the attach. */
  readonly handshake?: JsonObject
}

const chatChannel = '/service/chat'
/** What a client asks for in each `/meta/connect` but the first. */
const holdMs = 10_000
/** A server that does not hold `/meta/connect` is not asked more often than this. */
const leastMsBetweenPolls = 50

/** Opens a line as a client does: a handshake with the attach, then one `/meta/connect` after the other. */
export const openBayeuxLine = (options: BayeuxLineOptions): BayeuxLine => new OpenBayeuxLine(options)

class OpenBayeuxLine implements BayeuxLine {
  readonly name: string
  readonly answers: JsonObject[] = []
  readonly events: JsonObject[] = []
  readonly signsOfLife: number[] = []
  readonly messages: ReceivedMessage[] = []
  readonly #request: LineRequest
  readonly #carrier: Carrier
  #end: LineEnd | undefined
  #clientId: string | undefined
  #handshake: BayeuxMessage | undefined
  #polls: Polls = 'not yet'
  #lastId = 0

  constructor({ request, openCarrier, handshake = {} }: BayeuxLineOptions) {
    this.name = request.name
    this.#request = request
    this.#carrier = openCarrier({
      received: (text, sent) => this.#received(text, sent),
      ended: (end) => this.#finish(end),
    })
    this.sendMessages({
      channel: '/meta/handshake',
      version: '1.0',
      minimumVersion: '1.0',
      supportedConnectionTypes: [this.#carrier.connectionType],
      advice: { timeout: holdMs, interval: 0 },
      ext: { chat: request.attach },
      ...handshake,
    })
  }

  get end() {
    return this.#end
  }
  get handshake() {
    return this.#handshake
  }
  get clientId() {
    return this.#clientId
  }
  get polls() {
    return this.#polls
  }
  pausePolls(paused: boolean): void {
    if (paused) this.#polls = isUnderWay(this.#polls) ? 'last' : 'paused'
    else if (this.#polls === 'last') this.#polls = 'held'
    else if (this.#polls === 'paused') this.#poll('held')
  }
  sendMessages(...sent: readonly BayeuxMessage[]): void {
    const clientId = this.#clientId && { clientId: this.#clientId }
    const filled = sent.map((message) => ({ id: String((this.#lastId += 1)), ...clientId, ...message }))
    for (const message of filled) this.#request.note('▶', message)
    this.#carrier.write(filled)
  }
  send(...commands: readonly unknown[]): void {
    this.sendMessages(...commands.map((data) => ({ channel: chatChannel, data })))
  }
  vanish(): void {
    this.#request.note('the line is cut')
    this.#carrier.close()
  }
  goodbye(): void {
    this.sendMessages({ channel: '/meta/disconnect' })
    this.pausePolls(true)
  }

  #poll(polls: 'first' | 'held'): void {
    if (this.#end) return
    this.#polls = polls
    const { connectionType } = this.#carrier
    const timeout = polls === 'first' ? 0 : holdMs
    this.sendMessages({ channel: '/meta/connect', connectionType, advice: { timeout } })
  }

  #finish(end: LineEnd): void {
    if (this.#end) return
    this.#end = end
    this.#request.note(`ended: ${end.text}`)
  }

  #received(text: string, sent: readonly BayeuxMessage[] | undefined): void {
    const parsed = parseFrame(text)
    if (!parsed) return this.#finish(new LineEnd(`what came is no array of Bayeux messages: ${text}`))
    const channels = sent && { answers: sent.map(({ channel }) => channel) }
    for (const message of parsed) {
      this.#request.note('◀', message)
      this.messages.push({ message, ...channels })
      if (message.channel === '/meta/handshake') this.#onHandshake(message)
      else if (message.channel === '/meta/connect') this.#onConnect(message)
      else if (message.channel === chatChannel && 'data' in message) this.#onEvent(message.data)
    }
  }

  #onEvent(data: unknown): void {
    this.signsOfLife.push(this.#request.now())
    this.events.push(objectOrNothing(data) ?? { 'no event': data })
  }

  #onHandshake(reply: BayeuxMessage): void {
    this.#handshake = reply
    const answer = objectOrNothing(objectOrNothing(reply.ext)?.chat)
    if (answer) this.answers.push(answer)
    if (typeof reply.clientId === 'string') this.#clientId = reply.clientId
    if (reply.successful === true && this.#polls === 'not yet') this.#poll('first')
  }

  #onConnect(reply: BayeuxMessage): void {
    this.signsOfLife.push(this.#request.now())
    const { successful, error = 'unsuccessful' } = reply
    if (successful !== true) return this.#finish(new LineEnd(`/meta/connect was answered ${String(error)}`))
    if (this.#polls === 'last') this.#polls = 'paused'
    if (!isUnderWay(this.#polls)) return
    this.#polls = 'between'
    this.#request.after(leastMsBetweenPolls, () => this.#polls === 'between' && this.#poll('held'))
  }
}

const isUnderWay = (polls: Polls) => polls === 'first' || polls === 'held' || polls === 'last'

function parseFrame(text: string): BayeuxMessage[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every(isObject) ? parsed : undefined
  } catch {
    return undefined // the caller reports the text
  }
}
