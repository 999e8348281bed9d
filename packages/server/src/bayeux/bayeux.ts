import type { Logger } from '@chat-transport/core'
import { chatChannel, type BayeuxFrame, type BayeuxMessage } from './bayeux-frame.ts'
import { openSession, type BayeuxSession } from './bayeux-session.ts'
import { createCometDServer } from './cometd-library.ts'
import { ExchangeResponse, type BayeuxReply } from './exchange-response.ts'

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

const cookieName = 'BAYEUX_BROWSER'

/** Bayeux by the CometD library: sessions, `/meta` messages, the held `/meta/connect`. Knows no transport. */
export function createBayeux({ heartbeatMs, logger }: BayeuxOptions): Bayeux {
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

function limitHold(message: BayeuxMessage, heartbeatMs: number): BayeuxMessage {
  if (!message.advice) return { ...message }
  return { ...message, advice: { timeout: Math.min(message.advice.timeout, heartbeatMs) } }
}
