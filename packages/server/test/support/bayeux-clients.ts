import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { eventually } from '../../../../test/support/deadline.ts'

/** A Bayeux message as it came from the server. */
export interface Received {
  readonly channel: string
  readonly id?: string
  readonly successful?: boolean
  readonly error?: string
  readonly clientId?: string
  readonly data?: { readonly type: string; readonly [field: string]: unknown }
  readonly ext?: { readonly path?: string; readonly chat: { readonly type: string; readonly [field: string]: unknown } }
  readonly advice?: Readonly<Record<string, unknown>>
  readonly supportedConnectionTypes?: readonly string[]
}

/** An event of the chat. */
export interface ReceivedEvent {
  readonly type: string
  readonly [field: string]: unknown
}

const eventsIn = (messages: readonly Received[]): ReceivedEvent[] =>
  messages.flatMap(({ channel, data }) => (channel === '/service/chat' && data ? [data] : []))

const handshakeMessage = (attach: unknown) => ({
  id: '1',
  channel: '/meta/handshake',
  version: '1.0',
  supportedConnectionTypes: ['websocket', 'long-polling'],
  ext: { chat: attach },
})

/** A page that speaks raw Bayeux over a WebSocket. */
export class SocketPage {
  /** Every frame so far, as text. */
  readonly frames: string[] = []
  readonly received: Received[] = []
  readonly events: ReceivedEvent[] = []
  clientId = ''
  readonly #socket: WebSocket
  readonly #opened: Promise<void>
  #closed: { code: number; reason: string } | undefined
  #nextId = 100

  constructor(url: string, options: ClientOptions = {}) {
    this.#socket = new WebSocket(url.replace(/^http/, 'ws'), options)
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.once('open', resolve)
      this.#socket.once('unexpected-response', (_request, response) => {
        let text = ''
        response
          .on('data', (chunk) => (text += chunk))
          .on('end', () => reject(new Error(`${response.statusCode}: ${text}`)))
      })
      this.#socket.on('error', reject)
    })
    this.#opened.catch(() => undefined) // told by `open()` to whom it matters
    this.#socket.on('message', (data) => {
      this.frames.push(data.toString())
      const received = JSON.parse(data.toString()) as Received[]
      this.received.push(...received)
      this.events.push(...eventsIn(received))
    })
    this.#socket.once('close', (code, reason) => (this.#closed = { code, reason: reason.toString() }))
    onTestFinished(() => this.#socket.terminate())
  }

  open(): Promise<void> {
    return this.#opened
  }
  async write(frame: string | Buffer): Promise<void> {
    await this.#opened
    this.#socket.send(frame)
  }
  send(...messages: unknown[]): Promise<void> {
    return this.write(JSON.stringify(messages))
  }
  async attach(command: unknown): Promise<Received> {
    await this.send(handshakeMessage(command))
    const reply = await this.reply('1')
    this.clientId = reply.clientId ?? ''
    return reply
  }
  async publish(command: unknown): Promise<Received> {
    return this.reply(await this.ask('/service/chat', { data: command }))
  }
  /** Sends `/meta/connect`; resolves with its reply. */
  async connect(advice?: object): Promise<Received> {
    return this.reply(await this.ask('/meta/connect', { connectionType: 'websocket', ...(advice && { advice }) }))
  }
  async disconnect(): Promise<Received> {
    return this.reply(await this.ask('/meta/disconnect', {}))
  }
  /** Sends one message; resolves with its id. */
  async ask(channel: string, fields: object): Promise<string> {
    const id = String((this.#nextId += 1))
    await this.send({ id, channel, clientId: this.clientId, ...fields })
    return id
  }
  reply(id: string): Promise<Received> {
    return eventually(() => this.received.find((message) => message.id === id))
  }
  event(type: string): Promise<{ readonly [field: string]: unknown }> {
    return eventually(() => this.events.find((event) => event.type === type))
  }
  closed(): Promise<{ code: number; reason: string }> {
    return eventually(() => this.#closed)
  }
  /** Reads nothing more, like a page whose machine sleeps. */
  stopReading(): void {
    this.#socket.pause()
  }
  readOn(): void {
    this.#socket.resume()
  }
  /** The network goes away without a goodbye. */
  vanish(): void {
    this.#socket.terminate()
  }
}

/** A page that speaks raw Bayeux over HTTP long-polling, without cookies. */
export class PollingPage {
  readonly received: Received[] = []
  readonly events: ReceivedEvent[] = []
  readonly bodies: string[] = []
  readonly setCookies: string[] = []
  handshakes = 0
  clientId = ''
  readonly #url: string
  readonly #headers: Record<string, string>
  readonly #scope = new AbortController()
  #nextId = 100

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url
    this.#headers = headers
    onTestFinished(() => this.#scope.abort())
  }

  async send(...messages: unknown[]): Promise<Received[]> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.#headers },
      body: JSON.stringify(messages),
      signal: this.#scope.signal,
    })
    this.setCookies.push(...response.headers.getSetCookie())
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status}: ${text}`)
    this.bodies.push(text)
    const received = JSON.parse(text) as Received[]
    this.received.push(...received)
    this.events.push(...eventsIn(received))
    return received
  }
  async attach(command: unknown): Promise<Received> {
    this.handshakes += 1
    const reply = only(await this.send(handshakeMessage(command)))
    this.clientId = reply.clientId ?? ''
    return reply
  }
  async publish(...commands: unknown[]): Promise<Received[]> {
    return this.send(...commands.map((data) => ({ ...this.#message('/service/chat'), data })))
  }
  /** One poll: resolves with everything its reply carries. */
  connect(advice?: object): Promise<Received[]> {
    return this.send({ ...this.#message('/meta/connect'), connectionType: 'long-polling', ...(advice && { advice }) })
  }
  async disconnect(): Promise<Received[]> {
    return this.send(this.#message('/meta/disconnect'))
  }
  /** Polls until the events so far meet the condition, or the server ends the line. */
  async pollUntil(enough: (events: readonly ReceivedEvent[]) => boolean): Promise<void> {
    while (!enough(this.events)) {
      const replies = await this.connect()
      if (replies.some(({ successful }) => successful === false)) throw new Error(JSON.stringify(replies))
    }
  }
  /** The page goes away: its requests end without a goodbye. */
  vanish(): void {
    this.#scope.abort()
  }

  #message(channel: string): { id: string; channel: string; clientId: string } {
    return { id: String((this.#nextId += 1)), channel, clientId: this.clientId }
  }
}

function only<Entry>(entries: readonly Entry[]): Entry {
  const [entry] = entries
  if (entries.length !== 1 || entry === undefined)
    throw new Error(`one message expected, not ${JSON.stringify(entries)}`)
  return entry
}
