import { readFileSync } from 'node:fs'

/** A command and the server's answer: `'accepted'`, or the code of an error whose description names `parameter`. */
export interface CommandVector {
  readonly name: string
  readonly rule: string
  readonly command: unknown
  readonly outcome: 'accepted' | 1 | 2 | 3
  readonly parameter?: string
}
/** An event and the client's reaction: `accepted`, or error 151, whose description begins with `path`. */
export interface EventVector {
  readonly name: string
  readonly rule: string
  readonly event: unknown
  readonly outcome: 'accepted' | 151
  readonly path?: string
}
/** Steps on one or several lines of one session. Each step is checked before the next. */
export interface ExchangeVector {
  readonly name: string
  readonly rule: string
  readonly steps: readonly ExchangeStep[]
}
/** `'$session'` in a step stands for the id of the session made by the exchange's first start. */
export interface ExchangeStep {
  readonly line: string
  readonly attach?: unknown
  readonly send?: unknown
  /** True when the line breaks here. */
  readonly lost?: true
  /** Time that passes, in milliseconds. */
  readonly passes?: number
  /** Fields of the server's answer to the attach. It may have others. */
  readonly answer?: object
  /** Everything that the server then sends on `line`, in order: some fields of each event. */
  readonly receives?: readonly object[]
  /** The events that it then sends on other lines. */
  readonly others?: Readonly<Record<string, readonly object[]>>
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const vectorsIn = (file: string) => JSON.parse(read(`test/vectors/${file}`)).vectors as unknown[]

export const commandVectors = () => vectorsIn('commands.json') as CommandVector[]
export const eventVectors = () => vectorsIn('events.json') as EventVector[]
export const exchangeVectors = () => vectorsIn('exchanges.json') as ExchangeVector[]

const protocolPages = ['PROTOCOL.md', 'PROTOCOL-BINDINGS.md'] as const
const normativeText = () => protocolPages.map(read).join('\n')

/** The ids of the rules that the protocol lays down, in the order it does. */
export function protocolRules(): string[] {
  return [...normativeText().matchAll(/^- \*\*(P\d+)\*\* \(/gm)].map(([, id = '']) => id)
}

/** Every rule id that the protocol and its examples mention. */
export function mentionedRules(): string[] {
  return [...allText().matchAll(/\bP\d+\b/g)].map(([id]) => id)
}

/** A command or an event that the protocol's pages show, by itself or inside a Bayeux message. */
export interface DocumentedObject {
  readonly type: string
  readonly [field: string]: unknown
}

export const documentedCommands = () => documentedObjects().filter(({ type }) => !type.startsWith('Event'))
export const documentedEvents = () => documentedObjects().filter(({ type }) => type.startsWith('Event'))

const allText = () => `${normativeText()}\n${read('docs/protocol-examples.md')}`

/** Blocks of JSON, and the frames of recorded chats: `▶ […]` from the client, `◀ […]` from the server. */
function documentedObjects(): DocumentedObject[] {
  const blocks = [...allText().matchAll(/^```json\n(.*?)^```$/gms)].map(([, json = '']) => json)
  const frames = [...allText().matchAll(/^(?: *|\d+ )[▶◀] (\[.*)$/gm)].map(([, json = '']) => json)
  return [...blocks, ...frames].map((json) => JSON.parse(json)).flatMap((shown) => chatObjectsIn(shown))
}

interface BayeuxMessage {
  readonly channel: string
  readonly successful?: boolean
  readonly data?: DocumentedObject
  readonly ext?: { readonly chat: DocumentedObject }
}

const chatObjectsIn = (shown: DocumentedObject | BayeuxMessage[]) =>
  Array.isArray(shown) ? shown.flatMap(chatObjectIn) : [shown]

function chatObjectIn(message: BayeuxMessage): DocumentedObject[] {
  const object = message.ext?.chat ?? message.data
  if (object) return [object]
  const isSignOfLife = ['/meta/connect', '/meta/disconnect'].includes(message.channel)
  if (isSignOfLife || message.successful !== undefined) return []
  throw new Error(`the protocol shows a Bayeux message that carries nothing: ${JSON.stringify(message)}`)
}
