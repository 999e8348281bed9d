import { guards } from '@chat-transport/core'
import type { Envelope, TabMessage } from './messages.ts'

const refusal = guards.fields({ error: guards.object })
const cause = guards.fields({ message: guards.string, event: guards.optional(refusal) })

/** What an event or a command says is looked at where it goes to. */
const shapes = {
  since: guards.number,
  line: guards.string,
  connection: guards.string,
  attach: guards.fields({
    type: guards.oneOf('StartSession', 'RestoreSession'),
    id: guards.string,
    secret: guards.string,
    pageId: guards.string,
    after: guards.optional(guards.wholeNumber(0)),
    last: guards.optional(guards.wholeNumber(0)),
  }),
  number: guards.number,
  told: guards.number,
  command: guards.fields({ type: guards.string, id: guards.string, upTo: guards.optional(guards.wholeNumber(0)) }),
  reason: guards.oneOf('detached', 'left'),
  request: guards.string,
  events: guards.array,
  cause,
  retry: guards.fields({ at: guards.number, cause }),
}

/** What each message has to have. */
const parts: Readonly<Record<TabMessage['kind'], readonly (keyof typeof shapes)[]>> = {
  who: [],
  leads: ['since'],
  resigned: [],
  claim: [],
  attach: ['connection', 'line', 'attach'],
  ping: ['line', 'number'],
  command: ['line', 'number', 'command'],
  closed: ['connection', 'reason'],
  credentials: ['request'],
  yielded: [],
  events: ['line', 'told', 'events'],
  alive: ['line', 'told'],
  open: ['line', 'told'],
  written: ['line', 'told', 'number'],
  lost: ['line', 'cause', 'since'],
  back: ['connection'],
  retry: ['connection', 'retry'],
  over: ['connection', 'cause'],
  ask: ['connection', 'request'],
  'asked-enough': ['connection', 'request'],
}

const envelope = guards.fields({
  from: guards.string,
  message: guards.fields({
    kind: guards.oneOf(...Object.entries(parts).map(([kind]) => kind)),
    pageId: guards.optional(guards.string),
    refused: guards.optional(refusal),
  }),
})

/**
 * What another tab has said to `own`, or to all, if it can be read. Any script of the origin can say something there: what is none of
 * these, or pretends to be this tab's own word, would break the chat in tabs that do as they should.
 */
export function readEnvelope(data: unknown, own: string): Envelope | undefined {
  if (envelope(data, '')) return undefined
  const said = data as Envelope
  const { from, to = own, message } = said
  const isBad = (name: keyof typeof shapes) => shapes[name]((message as never)[name], '')
  return from === own || to !== own || parts[message.kind].some(isBad) ? undefined : said
}
