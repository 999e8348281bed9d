import { clientIdIn, handshakeWith, startOf } from './bayeux-messages.ts'
import { textFrame } from './frame.ts'
import { openRawSocket, type Origin, type RawSocket } from './raw-socket.ts'

/** An attached visitor on a raw socket, which sends as fast as it is told to. */
export interface RawVisitor extends RawSocket {
  /** What the attach was answered. */
  readonly answer: string
  /** One frame of messages, with the visitor's client id. */
  frameOf(...messages: readonly object[]): Buffer
  /** Sends messages in one frame. Returns whether the network took them. */
  send(...messages: readonly object[]): boolean
}

export interface RawVisitorOptions {
  readonly attach?: object
  /** Called once, when the socket is closed or could not be opened. Then the promise stays pending. */
  readonly gone?: () => void
}

/** Opens a socket, attaches, and asks for events. Whether the attach was accepted is in `answer`. */
export async function openRawVisitor(origin: Origin, options: RawVisitorOptions = {}): Promise<RawVisitor> {
  const { attach = startOf('raw visitor'), gone } = options
  const raw = await openRawSocket(origin, gone)
  const answered = raw.heard('"advice"')
  raw.write(textFrame(handshakeWith(attach)))
  const answer = await answered
  const clientId = clientIdIn(answer)
  let id = 1
  const frameOf = (...messages: readonly object[]) =>
    textFrame(...messages.map((message) => ({ id: `${(id += 1)}`, clientId, ...message })))
  const send = (...messages: readonly object[]) => raw.write(frameOf(...messages))
  send({ channel: '/meta/connect', connectionType: 'websocket' })
  return { ...raw, answer, frameOf, send }
}
