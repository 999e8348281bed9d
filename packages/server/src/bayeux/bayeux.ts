import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import type { Logger } from '@chat-transport/core'
import { chatChannel, type BayeuxFrame, type BayeuxMessage } from './bayeux-frame.ts'
import type { EncodedEvent } from './event-encoding.ts'

/** A client as the CometD library knows it, from an accepted handshake to its removal. */
export interface BayeuxSession {
  readonly id: string
  /** Queues events for the client; a held `/meta/connect` returns with all of them at once. */
  deliver(events: readonly EncodedEvent[]): void
  /** Removes the client: what still comes from it is answered `402`, a held `/meta/connect` returns. Any number of times. */
  disconnect(): void
}

/** What the chat does for one Bayeux client. */
export interface BayeuxClient {
  /** Decides on the handshake. `answer` becomes `ext.chat` of the reply, accepted or not. Never rejects. */
  handshake(session: BayeuxSession, attach: unknown): Promise<HandshakeDecision>
  /** One message on the chat channel. Its acknowledgement does not wait for what this starts. */
  received(data: unknown): void
  /** The session is gone: it disconnected, or was disconnected. */
  removed(): void
}
export interface HandshakeDecision {
  readonly accepted: boolean
  readonly answer: unknown
}

/** The library's answer to a frame. Without a `body` it had none to give, and `status` says why. */
export interface BayeuxReply {
  readonly status: number
  readonly body?: string
}

export interface Bayeux {
  /**
   * Runs one frame. `end` is called once, at once or when a held `/meta/connect` returns. `cookie` names the one
   * handshake that the frame may belong to. Never throws.
   */
  exchange(exchange: BayeuxExchange, end: (reply: BayeuxReply) => void): void
  close(): void
}
export interface BayeuxExchange {
  readonly frame: BayeuxFrame
  /** Private between front and library: it takes the place of the browser's cookie, which is neither read nor set. */
  readonly cookie: string
  /** Who answers, when the frame is a handshake. */
  readonly client?: BayeuxClient
}

export interface BayeuxOptions {
  /** How long a `/meta/connect` is held when there is nothing to say. */
  readonly heartbeatMs: number
  readonly logger: Logger
}

/** The status of a `/meta/connect` that was held when another one of the same client came. */
export const duplicateConnect = 409

/** The part of `cometd-nodejs-server` that is used. Its own typings stay inside this file's module. */
interface CometdLibrary {
  createCometDServer(options: Readonly<Record<string, unknown>>): CometdServer
}
interface CometdServer {
  policy: CometdPolicy
  addExtension(extension: { outgoing(...args: OutgoingArguments): void }): void
  createServerChannel(name: string): { addListener(event: 'message', listener: MessageListener): void }
  handle(request: unknown, response: unknown): void
  close(): void
}
type Done<Result> = (failure?: unknown, result?: Result) => void
type OutgoingArguments = [server: unknown, from: unknown, to: unknown, message: CometdReply, done: Done<boolean>]
type MessageListener = (
  ...args: [session: CometdSession, channel: unknown, message: BayeuxMessage, done: Done<boolean>]
) => void
interface CometdPolicy {
  canHandshake(session: CometdSession, message: CometdHandshake, done: Done<boolean>): void
  canCreate(...args: [session: unknown, message: unknown, channel: string, done: Done<boolean>]): void
  canSubscribe(...args: [session: unknown, message: unknown, channel: unknown, done: Done<boolean>]): void
}
interface CometdSession {
  readonly id: string
  addListener(event: 'removed', listener: () => void): void
  addExtension(extension: {
    outgoing(...args: [from: unknown, to: unknown, message: CometdReply, done: Done<CometdReply>]): void
  }): void
  batch(deliver: () => void): void
  deliver(...args: [sender: null, channel: string, data: unknown]): void
  disconnect(): void
}
interface CometdReply {
  readonly channel: string
  ext?: Record<string, unknown>
  supportedConnectionTypes?: string[]
}
interface CometdHandshake extends BayeuxMessage {
  readonly reply: CometdReply
}

const cookieName = 'BAYEUX_BROWSER'

/** Bayeux by the CometD library: sessions, `/meta` messages, the held `/meta/connect`. Knows no transport. */
export function createBayeux({ heartbeatMs, logger }: BayeuxOptions): Bayeux {
  // Loaded as what it is, a CommonJS module without named exports that an ES import could see.
  const { createCometDServer } = createRequire(import.meta.url)('cometd-nodejs-server') as CometdLibrary
  const server = createCometDServer({
    timeout: heartbeatMs,
    // Who stays away is noticed by the fronts: they know whether a client is silent, or has not been read.
    maxInterval: Infinity,
    browserCookieName: cookieName,
    // Each handshake has a cookie of its own, so there is nothing to count per browser, and no `multiple-clients` advice.
    maxSessionsPerBrowser: -1,
    duplicateMetaConnectHttpResponseCode: duplicateConnect,
  })
  // `server.context` is one object shared by all requests, of no use once anything is asynchronous: these are not.
  const handshaking = new WeakMap<object, { client: BayeuxClient; response: ExchangeResponse }>()
  const clients = new WeakMap<object, BayeuxClient>()

  server.policy = {
    canHandshake(cometdSession, message, done) {
      const handshake = handshaking.get(message)
      if (!handshake) return done(undefined, false)
      const { client, response } = handshake
      cometdSession.addListener('removed', () => client.removed())
      clients.set(cometdSession, client)
      const decided = client.handshake(openSession(cometdSession), message.ext?.chat).then(({ accepted, answer }) => {
        message.reply.ext = { chat: answer }
        done(undefined, accepted)
      })
      decided.catch((error: unknown) => response.fail(error))
    },
    canCreate: (...[, , , done]) => done(undefined, false),
    canSubscribe: (...[, , , done]) => done(undefined, false),
  }
  server.addExtension({
    outgoing(...[, , , message, done]) {
      if (message.supportedConnectionTypes) message.supportedConnectionTypes = ['websocket', 'long-polling']
      done(undefined, true)
    },
  })
  server.createServerChannel(chatChannel).addListener('message', (...[session, , message, done]) => {
    clients.get(session)?.received(message.data)
    done()
  })

  return {
    exchange({ frame, cookie, client }, end) {
      const messages = frame.messages.map((message) => limitHold(message, heartbeatMs))
      const [first] = messages
      const response = new ExchangeResponse(end, logger)
      if (client && first) handshaking.set(first, { client, response })
      const headers = { cookie: `${cookieName}=${cookie}` }
      try {
        server.handle({ method: 'POST', headers, body: messages, addListener: () => undefined }, response)
      } catch (error) {
        response.fail(error)
      }
    },
    close: () => server.close(),
  }
}

function openSession(session: CometdSession): BayeuxSession {
  let delivering: EncodedEvent | undefined
  session.addExtension({
    outgoing(...[, , message, done]) {
      // Where the library keeps the JSON of a message: what is encoded already, it does not encode again.
      if (delivering) Object.defineProperty(message, '_json', { value: delivering.json })
      done(undefined, message)
    },
  })
  return {
    id: session.id,
    deliver(events) {
      session.batch(() => {
        for (const event of events) {
          delivering = event
          session.deliver(null, chatChannel, event.event)
        }
        delivering = undefined
      })
    },
    disconnect: () => session.disconnect(),
  }
}

function limitHold(message: BayeuxMessage, heartbeatMs: number): BayeuxMessage {
  if (!message.advice) return { ...message }
  return { ...message, advice: { timeout: Math.min(message.advice.timeout, heartbeatMs) } }
}

/**
 * What the library takes for the HTTP response to a frame. Headers go nowhere: the only ones it sets are a content type
 * and a cookie.
 */
class ExchangeResponse extends EventEmitter {
  statusCode = 200
  readonly socket = { destroyed: false }
  readonly #logger: Logger
  #end: ((reply: BayeuxReply) => void) | undefined

  constructor(end: (reply: BayeuxReply) => void, logger: Logger) {
    super()
    this.#end = end
    this.#logger = logger
  }

  setHeader(): void {}

  end(body?: string): void {
    const end = this.#end
    this.#end = undefined
    end?.({ status: this.statusCode, ...(body && { body }) })
    // Only then does the library let go of the request.
    this.emit('finish')
  }

  /** The library, or what it called, threw: the frame is answered all the same. */
  fail(error: unknown): void {
    this.#logger.error('A frame could not be answered.', error)
    this.statusCode = 500
    this.end()
  }
}
