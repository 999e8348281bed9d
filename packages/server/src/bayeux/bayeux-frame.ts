/** The service channel that carries the chat, both ways. */
export const chatChannel = '/service/chat'

/** A checked Bayeux message: every field has the type that the library expects. */
export interface BayeuxMessage {
  readonly channel: string
  readonly id?: string
  readonly clientId?: string
  readonly data?: unknown
  readonly ext?: Readonly<Record<string, unknown>>
  readonly advice?: { readonly timeout: number }
  readonly subscription?: string | readonly string[]
  readonly [field: string]: unknown
}

/** One frame of a client: a single handshake, or messages of one client in order. */
export interface BayeuxFrame {
  readonly messages: readonly BayeuxMessage[]
  readonly isHandshake: boolean
  /** Whether it contains a `/meta/connect`, whose reply carries waiting events. */
  readonly isConnect: boolean
  /** Whether it publishes a message. On the chat channel this is a command. */
  readonly isPublish: boolean
  readonly clientId: string | undefined
}

/** `malformed`: not JSON. `invalid`: JSON, but not an array of Bayeux messages. */
export interface FrameRefusal {
  readonly kind: 'malformed' | 'invalid'
  readonly reason: string
}

export type FrameResult =
  { readonly frame: BayeuxFrame; readonly refusal?: never } | { readonly frame?: never; readonly refusal: FrameRefusal }

const maxMessages = 1_000
const maxNameLength = 256

class InvalidFrame extends Error {}

/**
 * Reads and checks a frame. On invalid frames the library throws, hangs or does not answer, so it never gets them. Fields
 * that the server does not use are dropped.
 */
export function parseFrame(text: string): FrameResult {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // The parser's message would quote the frame, with its secrets.
    return { refusal: { kind: 'malformed', reason: 'The frame is not JSON.' } }
  }
  try {
    return { frame: readFrame(json) }
  } catch (error) {
    if (error instanceof InvalidFrame) return { refusal: { kind: 'invalid', reason: error.message } }
    throw error
  }
}

function readFrame(json: unknown): BayeuxFrame {
  if (!Array.isArray(json)) throw new InvalidFrame('A frame must be an array of Bayeux messages.')
  if (json.length === 0 || json.length > maxMessages)
    throw new InvalidFrame(`A frame must hold 1 to ${maxMessages} messages, not ${json.length}.`)
  const messages = json.map(readMessage)
  const isHandshake = messages.some(({ channel }) => channel === '/meta/handshake')
  if (isHandshake && messages.length > 1) throw new InvalidFrame('A /meta/handshake must be alone in its frame.')
  const clientId = messages[0]?.clientId
  // The library checks only the first message, and would run the others with its session.
  if (messages.some((message) => message.clientId !== clientId))
    throw new InvalidFrame('All messages of a frame must have the same clientId.')
  const isConnect = messages.some(({ channel }) => channel === '/meta/connect')
  const isPublish = messages.some(({ channel }) => !channel.startsWith('/meta/'))
  return { messages, isHandshake, isConnect, isPublish, clientId }
}

function readMessage(json: unknown, index: number): BayeuxMessage {
  const at = `message ${index}`
  if (!isRecord(json)) throw new InvalidFrame(`${at} must be an object.`)
  const message: Writable<BayeuxMessage> = { channel: readChannel(json.channel, `${at}: channel`) }
  if (json.id !== undefined) message.id = readName(json.id, `${at}: id`)
  if (json.clientId !== undefined) message.clientId = readName(json.clientId, `${at}: clientId`)
  if (json.ext !== undefined && json.ext !== null) message.ext = readObject(json.ext, `${at}: ext`)
  if (json.subscription !== undefined) message.subscription = readSubscription(json.subscription, `${at}: subscription`)
  const advice = message.channel === '/meta/connect' ? readAdvice(json.advice, `${at}: advice`) : undefined
  if (advice) message.advice = advice
  if ('data' in json) message.data = json.data
  return message
}

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] }

function readName(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > maxNameLength)
    throw new InvalidFrame(`${name} must be a string of at most ${maxNameLength} characters.`)
  return value
}

function readObject(value: unknown, name: string): Record<string, unknown> {
  if (!isRecord(value)) throw new InvalidFrame(`${name} must be an object.`)
  return value
}

function readChannel(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > maxNameLength || !/^(\/[^/]+)+$/.test(value))
    throw new InvalidFrame(`${name} must be a channel name, such as /service/chat.`)
  return value
}

function readSubscription(value: unknown, name: string): string | readonly string[] {
  return Array.isArray(value) ? value.map((entry) => readChannel(entry, name)) : readChannel(value, name)
}

/** Keeps only the timeout: a client may ask for a shorter hold. Its `interval` would delay the detection of its absence. */
function readAdvice(value: unknown, name: string): BayeuxMessage['advice'] {
  if (value === undefined || value === null) return undefined
  const { timeout } = readObject(value, name)
  if (timeout === undefined || timeout === null) return undefined
  if (typeof timeout !== 'number' || timeout < 0)
    throw new InvalidFrame(`${name}.timeout must be a number of at least 0.`)
  return { timeout }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
