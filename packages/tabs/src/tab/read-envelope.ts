import { guards } from '@chat-transport/core'
import type { Envelope, TabMessage } from './messages.ts'

const { array, boolean, count, fields, number, object, oneOf, optional, string } = guards

const attach = fields({
  type: oneOf('StartSession', 'RestoreSession'),
  id: string,
  secret: string,
  pageId: string,
  take: boolean,
  sessionId: optional(string),
  after: optional(count),
  last: optional(count),
})
const refusal = fields({ error: object })
const cause = fields({ message: string, event: optional(refusal) })
const onLine = { line: string }
const ofConnection = { connection: string }

/** What is needed of a message to act on it: what an event or a command holds is looked at where it goes to. */
const messages: Readonly<Record<TabMessage['kind'], guards.Guard>> = {
  who: object,
  leads: fields({ since: number }),
  resigned: object,
  claim: object,
  attach: fields({ ...ofConnection, ...onLine, attach, pageId: optional(string) }),
  ping: fields(onLine),
  command: fields({ ...onLine, number, command: fields({ type: string, id: string, upTo: optional(count) }) }),
  closed: fields({ ...ofConnection, reason: oneOf('detached', 'left') }),
  credentials: fields({ request: string, auth: optional(string), failed: optional(string) }),
  yielded: object,
  events: fields({ ...onLine, events: array, pageId: optional(string) }),
  alive: fields({ ...onLine, head: count }),
  open: fields(onLine),
  written: fields({ ...onLine, number }),
  lost: fields({ ...onLine, cause, since: number }),
  back: fields(ofConnection),
  retry: fields({ ...ofConnection, retry: fields({ attempt: number, at: number, cause }) }),
  over: fields({ ...ofConnection, cause }),
  ask: fields({ ...ofConnection, request: string, refused: optional(refusal) }),
  'asked-enough': fields({ ...ofConnection, request: string }),
}
const envelope = fields({
  from: string,
  to: optional(string),
  message: fields({ kind: oneOf(...Object.keys(messages)) }),
})

/**
 * What another tab has said to `own`, or to all, if it can be read. Any script of the origin can say something there: what is none of
 * these, or pretends to be this tab's own word, would break the chat in tabs that do as they should.
 */
export function readEnvelope(data: unknown, own: string): Envelope | undefined {
  if (envelope(data, '')) return undefined
  const said = data as Envelope
  const { from, to = own, message } = said
  return from === own || to !== own || messages[message.kind](message, '') ? undefined : said
}
