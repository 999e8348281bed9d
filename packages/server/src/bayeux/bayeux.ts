import type { Logger } from '@chat-transport/core'
import { chatChannel, type BayeuxFrame, type BayeuxMessage } from './bayeux-frame.ts'
import { openSession, type BayeuxSession } from './bayeux-session.ts'
import { createCometDServer } from './cometd-library.ts'
import { ExchangeResponse, failedExchange, type BayeuxReply } from './exchange-response.ts'

/** The chat's side of one Bayeux client. */
export interface BayeuxClient {
  /** Accepts or refuses the handshake. `answer` becomes `ext.chat` of the reply in both cases. Never rejects. */
  handshake(session: BayeuxSession, attach: unknown): Promise<HandshakeDecision>
  /** Handles one message on the chat channel. The message is acknowledged as soon as this returns. */
  received(data: unknown): void
  /** The Bayeux session is gone: the client or the server disconnected it. */
  removed(): void
}
export interface HandshakeDecision {
  readonly accepted: boolean
  readonly answer: unknown
}

export interface Bayeux {
  /**
   * Runs one frame. `end` is called once: immediately, or when a held `/meta/connect` returns. Never throws.
   */
  exchange(exchange: BayeuxExchange, end: (reply: BayeuxReply) => void): void
  close(): void
}
export interface BayeuxExchange {
  readonly frame: BayeuxFrame
  /** Identifies the line to the library, in place of a browser's cookie. Real cookies are neither read nor set. */
  readonly cookie: string
  /** Answers the handshake, if the frame is one. */
  readonly client?: BayeuxClient
  /** What the answer to an accepted handshake names as the path of all further requests. */
  readonly path?: string | undefined
}

export interface BayeuxOptions {
  /** How long a `/meta/connect` is held if there are no events. */
  readonly heartbeatMs: number
  readonly logger: Logger
}

/** The status of a held `/meta/connect` when another one of the same client arrives. */
export const duplicateConnect = 409

const cookieName = 'BAYEUX_BROWSER'

/** Bayeux by the CometD library: sessions, `/meta` messages, the held `/meta/connect`. Independent of the transport. */
export function createBayeux({ heartbeatMs, logger }: BayeuxOptions): Bayeux {
  const server = createCometDServer({
    timeout: heartbeatMs,
    // The fronts detect absent clients: they know whether a client is silent, or whether it was not read.
    maxInterval: Infinity,
    browserCookieName: cookieName,
    // Each handshake has another cookie, so sessions cannot be counted per browser. Avoids the `multiple-clients` advice.
    maxSessionsPerBrowser: -1,
    duplicateMetaConnectHttpResponseCode: duplicateConnect,
  })
  // The library's `server.context` is shared by all requests, so it cannot be used in asynchronous code. These maps can.
  const handshaking = new WeakMap<object, Handshake>()
  /** By the ids of their sessions. */
  const clients = new Map<string, KnownClient>()

  server.policy = {
    canHandshake(cometdSession, message, done) {
      const handshake = handshaking.get(message)
      if (!handshake) return done(undefined, false)
      const { client, cookie, response, path } = handshake
      cometdSession.addListener('removed', () => {
        clients.delete(cometdSession.id)
        client.removed()
      })
      const decided = client.handshake(openSession(cometdSession), message.ext?.chat).then(({ accepted, answer }) => {
        message.reply.ext = { chat: answer, ...(accepted && path !== undefined && { path }) }
        if (accepted) clients.set(cometdSession.id, { client, cookie })
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
    clients.get(session.id)?.client.received(message.data)
    done()
  })

  return {
    exchange({ frame, cookie, client, path }, end) {
      const sender = clients.get(frame.clientId ?? '')
      if (sender?.cookie === cookie && frame.messages.every(isChat)) {
        const reply = publish(frame, sender.client, logger)
        try {
          return end(reply)
        } catch (error) {
          return logger.error('unable to answer a frame', error)
        }
      }
      const response = new ExchangeResponse(end, logger)
      const messages = frame.messages.map((message) => limitHold(message, heartbeatMs))
      const [first] = messages
      if (client && first) handshaking.set(first, { client, cookie, response, path })
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

interface Handshake {
  readonly client: BayeuxClient
  readonly cookie: string
  readonly response: ExchangeResponse
  readonly path: string | undefined
}

/** A client whose handshake was accepted, until its session is removed. */
interface KnownClient {
  readonly client: BayeuxClient
  readonly cookie: string
}

const isChat = ({ channel }: BayeuxMessage) => channel === chatChannel

/** Answers messages on the chat channel as the library would: most of what lines carry has no need of all its steps. */
function publish({ messages }: BayeuxFrame, client: BayeuxClient, logger: Logger): BayeuxReply {
  try {
    for (const { data } of messages) client.received(data)
    return { status: 200, body: `[${messages.map(acknowledge).join()}]` }
  } catch (error) {
    return failedExchange(error, logger)
  }
}

function acknowledge({ id }: BayeuxMessage): string {
  const named = id === undefined ? '' : `"id":${JSON.stringify(id)},`
  return `{${named}"channel":"${chatChannel}","successful":true}`
}

function limitHold(message: BayeuxMessage, heartbeatMs: number): BayeuxMessage {
  if (!message.advice) return { ...message }
  return { ...message, advice: { timeout: Math.min(message.advice.timeout, heartbeatMs) } }
}
