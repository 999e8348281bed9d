import type { ChatCommand, UserData } from '@chat-transport/core'
import { inspect, must, mustEqual } from './outcome.ts'

/** Texts that clients and servers have been seen to change. */
const texts = {
  spaces: '  two before, two  between, two after  ',
  'white space': ' \t ',
  'line ends': 'one\r\ntwo\nthree\rfour\r\n',
  decomposed: 'e\u0301 \u1112\u1161\u11ab',
  composed: '\u00e9 \ud55c',
  'byte order mark': '\ufeffafter it\ufeff',
  markup: '<b title="a &amp; b">\'x\' & y</b> &lt;i&gt;',
  'date and time': '2026-11-28T12:00:00Z',
  'with an offset': '2026-11-28T12:00:00.000+01:00',
  date: '2026-11-28',
  number: '007',
  word: 'null',
  separators: 'line\u2028paragraph\u2029next\u0085end',
  controls: 'nul\u0000 bell\u0007 escape\u001b delete\u007f',
  joined: '\u{1f469}\u200d\u{1f467} \u{1f44d}\u{1f3fd} \u202eright to left',
  'half a pair': 'high \ud83d, low \ude00',
  escapes: '\\u0041 \\n \\" \\\\ %41%zz + ?a=b&c #d ${e} {{f}}',
  empty: '',
}

/** Everything that is legal in JSON, and that tame data does not have. From text, where `__proto__` is a name like any other. */
export const payloadJson = `{
  "__proto__": { "polluted": true },
  "constructor": { "prototype": { "polluted": true } },
  "toJSON": "a text", "then": "another", "toString": null, "length": 3, "hasOwnProperty": false,
  "snake_case_name": { "inner_name": 1 }, "camelCaseName": 2, "kebab-name": 3, "X-Header": 4, "": "no name", "ü": 5,
  "z after": 1, "a before": 2, "10": "ten", "9": "nine",
  "type": "EventMessage", "index": 1, "commandId": "of nothing", "id": "of nobody",
  "none": null, "zero": 0, "no": false, "empty list": [], "empty object": {}, "nested": [[], [[null]], [0, "", false, {}]],
  "numbers": [9007199254740991, -9007199254740991, 9007199254740993, 12345678901234567890, 1e21, 0.1, 1e-7, 12.50, -1],
  "texts": ${JSON.stringify(texts)}
}`

/** New each time. */
export const payload = (): UserData => JSON.parse(payloadJson) as UserData

/** Short enough for a name. */
export const payloadName = `${texts.spaces}${texts.decomposed}${texts.markup}`

export const payloadText = Object.values(texts).join(' | ')

/** Valid events that hold it: without an index, with the index given, and an error. */
export const payloadEvents = (index: number): readonly object[] => [
  { type: 'EventSomethingNew', payload: payload(), acme_field: null },
  { type: 'EventError', error: { code: 52, description: payloadText, details: payload() }, acme_trace: payload() },
  {
    type: 'EventMessage',
    index,
    at: 1_700_000_000_000,
    party: { id: 'kit-agent', name: texts.markup, type: 'agent', acme_avatar: payload() },
    content: { type: 'text', text: payloadText, acme_format: payload() },
    acme_field: payload(),
  },
]

/** The same command with all that its type may hold, and a field that only the site knows. */
export function withPayload(command: ChatCommand): ChatCommand {
  const full = { ...command, ...contents[command.type](command as never), acme_field: payload() }
  return full as ChatCommand
}

/** What each type may hold. */
const contents: {
  readonly [Type in ChatCommand['type']]: (command: Extract<ChatCommand, { type: Type }>) => object
} = {
  SendMessage: ({ content }) => ({ content: { ...content, text: payloadText, acme_format: payload() } }),
  EditMessage: ({ content }) => ({ content: { ...content, text: payloadText } }),
  SendNotice: ({ notice }) => ({ notice: { ...notice, data: payload() } }),
  UpdateUserData: () => ({ userData: payload() }),
  Identify: () => ({ auth: payloadText }),
  SendTyping: () => ({ isTyping: false }),
  MarkRead: () => ({ upTo: 0 }),
  ReadTranscript: () => ({ limit: 200 }),
  React: () => ({}),
  DeleteMessage: () => ({}),
  LeaveSession: () => ({}),
}

/** The same command, as JSON of so many bytes. Characters and bytes differ in number. */
export function ofSize<Command extends ChatCommand>(command: Command, bytes: number): Command {
  const sizeOf = (value: object) => new TextEncoder().encode(JSON.stringify(value)).length
  const missing = bytes - sizeOf({ ...command, acme_padding: '' })
  const padding = '\u{1f600}'.repeat(missing / 8) + 'ä'.repeat(missing / 8)
  const rest = bytes - sizeOf({ ...command, acme_padding: padding })
  return { ...command, acme_padding: padding + 'x'.repeat(rest) }
}

/** Every third of the commands made large: of sizes that pages send, up to the largest that the server accepts. */
export function largeAmongSmall<Command extends ChatCommand>(
  commands: readonly Command[],
  maxBytes: unknown,
): Command[] {
  const largest = typeof maxBytes === 'number' ? maxBytes : 32_768
  const sizes = [20_000, 26_000, 32_768]
  return commands.map((command, place) =>
    place % 3 === 0 ? ofSize(command, Math.min(largest, sizes[place / 3] ?? largest)) : command,
  )
}

/** Fails the case unless both are the same JSON text: the same values under the same names, in the same order. */
export function mustBeVerbatim(actual: unknown, expected: unknown, what: string): void {
  mustEqual(actual, expected, what)
  const [is, was] = [JSON.stringify(actual), JSON.stringify(expected)]
  must(is === was, `${what}: the names are in another order, or \`__proto__\` is lost: ${inspect(actual)}`)
  must(!('polluted' in {}), `${what}: a field of it has come into every object`)
}
