import type { Message } from 'cometd'
import { eventually } from '../../../../test/support/deadline.ts'

/** One Bayeux message of the page, waiting for the script to answer it. */
export interface Question {
  readonly message: Message
  /** Answers successfully unless `fields` say otherwise; `after` are messages that go along behind it. */
  answers(fields?: Partial<Message>, ...after: Message[]): void
}

/** A CometD server that does nothing but what the test tells it to. */
export interface ScriptedServer {
  readonly url: string
  readonly transport: 'websocket' | 'long-polling'
  /** Every message so far, in the order of arrival. */
  readonly messages: readonly Message[]
  /** The messages of each frame or request so far. */
  readonly frames: readonly (readonly Message[])[]
  /** How many sockets or requests are open. */
  readonly open: number
  /** How many sockets were dialed, or requests made. */
  readonly dials: number
  /** The next message on `channel` that has not been asked for yet. */
  hears(channel: string): Promise<Question>
  /** Answers the handshake and the first `/meta/connect`. */
  letsIn(): Promise<void>
  /** Sends this text on the path that delivers events. */
  says(text: string): Promise<void>
  /** The line dies under every socket or request. */
  dropsConnections(): void
}

/** What a kind of connection adds to a script. */
export interface Connections {
  readonly url: string
  readonly transport: 'websocket' | 'long-polling'
  open(): number
  dials(): number
  says(text: string, script: ScriptedServer): Promise<void>
  dropsConnections(): void
}

type Unanswered = { readonly message: Message; answer(messages: Message[]): void }

export const attached = { type: 'EventAttached', commandId: 'start-1', sessionId: 'session-1', head: 0 }
export const handshakeFields = (transport: string): Partial<Message> => ({
  version: '1.0',
  clientId: 'client-1',
  supportedConnectionTypes: ['websocket', 'long-polling'].filter((type) => type === transport),
  ext: { chat: attached },
})

/** The part of a scripted server that is the same for all kinds of connection. */
export function script(connections: Connections) {
  const messages: Message[] = []
  const frames: Message[][] = []
  const unheard: Unanswered[] = []

  const server: ScriptedServer = {
    url: connections.url,
    transport: connections.transport,
    messages,
    frames,
    get open() {
      return connections.open()
    },
    get dials() {
      return connections.dials()
    },
    async hears(channel) {
      const index = await eventually(() => {
        const found = unheard.findIndex(({ message }) => message.channel === channel)
        return found >= 0 && { found }
      })
      const [question] = unheard.splice(index.found, 1)
      if (!question) throw new Error(`Nobody sent ${channel}`)
      const { message, answer } = question
      return {
        message,
        answers: (fields = {}, ...after) =>
          answer([{ id: message.id ?? '', channel, successful: true, ...fields } as Message, ...after]),
      }
    },
    async letsIn() {
      const handshake = await server.hears('/meta/handshake')
      handshake.answers(handshakeFields(connections.transport))
      const connect = await server.hears('/meta/connect')
      connect.answers()
    },
    says: (text) => connections.says(text, server),
    dropsConnections: () => connections.dropsConnections(),
  }
  return {
    server,
    takes(text: string, answer: (messages: Message[]) => void) {
      const frame = JSON.parse(text) as Message[]
      frames.push(frame)
      messages.push(...frame)
      unheard.push(...frame.map((message) => ({ message, answer })))
    },
  }
}
