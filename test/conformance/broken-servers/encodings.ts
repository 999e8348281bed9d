import { changesEvents, takesCommands, type BackendFault, type BrokenServer, type Json } from './broken-server.ts'

const contentOf = ({ content }: Json) => content as { readonly type: string; readonly text: string }

/** Every message is told with its text changed. */
const changesTexts = (change: (text: string) => string): BackendFault =>
  changesEvents((event) =>
    event.type === 'EventMessage'
      ? { ...event, content: { ...contentOf(event), text: change(contentOf(event).text) } }
      : event,
  )

/** The data of every notice is told with each value in it changed. */
const changesData = (change: (value: unknown) => unknown): BackendFault =>
  changesEvents((event) =>
    event.type === 'EventNotice'
      ? (JSON.parse(JSON.stringify(event), (name, value: unknown) =>
          name === 'notice' ? value : change(value),
        ) as Json)
      : event,
  )

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What languages, frameworks and their libraries do to JSON by themselves. */
export const brokenEncodings: readonly BrokenServer[] = [
  {
    name: 'strips-tags',
    bug: 'takes what looks like a tag out of messages',
    rules: ['P25'],
    backend: changesTexts((text) => text.replace(/<[^>]*>/g, '')),
  },
  {
    name: 'trims-texts',
    bug: 'trims the spaces round a message',
    rules: ['P25'],
    backend: changesTexts((text) => text.trim()),
  },
  {
    name: 'normalizes-texts',
    bug: 'normalizes the Unicode of a message',
    rules: ['P25'],
    backend: changesTexts((text) => text.normalize('NFC')),
  },
  {
    name: 'one-kind-of-newline',
    bug: 'makes every line break of a message a line feed',
    rules: ['P25'],
    backend: changesTexts((text) => text.replaceAll('\r\n', '\n')),
  },
  {
    name: 'cuts-texts',
    bug: 'cuts a message at 4,000 characters, as its column does',
    rules: ['P25'],
    backend: changesTexts((text) => text.slice(0, 4_000)),
  },
  {
    name: 'empty-objects-are-lists',
    bug: 'makes a list of an empty object, as arrays of PHP are written',
    rules: ['P25'],
    backend: changesData((value) => (isObject(value) && Object.keys(value).length === 0 ? [] : value)),
  },
  {
    name: 'numbered-objects-are-lists',
    bug: 'makes a list of an object whose names are 0, 1, 2, as arrays of PHP are written',
    rules: ['P25'],
    backend: changesData((value) =>
      isObject(value) &&
      Object.keys(value).length > 0 &&
      Object.keys(value).every((name, place) => name === String(place))
        ? Object.values(value)
        : value,
    ),
  },
  {
    name: 'numbers-of-32-bits',
    bug: 'keeps whole numbers in 32 bits',
    rules: ['P25'],
    backend: changesData((value) => (Number.isInteger(value) ? Number(value) | 0 : value)),
  },
  {
    name: 'writes-null',
    bug: 'writes null for what an event does not have, as Jackson and System.Text.Json do by default',
    rules: ['P35'],
    backend: changesEvents((event) => ({ commandId: null, reason: null, ...event })),
  },
  {
    name: 'coerces-values',
    bug: 'takes a number in quotes for a number',
    rules: ['P31'],
    backend: takesCommands((command, line) =>
      line.receive(typeof command.upTo === 'string' ? { ...command, upTo: Number(command.upTo) } : command),
    ),
  },
  {
    name: 'names-in-any-case',
    bug: 'takes `Content` for `content`, as System.Text.Json may',
    rules: ['P31'],
    backend: takesCommands((command, line) =>
      line.receive(
        Object.fromEntries(
          Object.entries(command).map(([name, value]) => [name === 'Content' ? 'content' : name, value]),
        ),
      ),
    ),
  },
  {
    name: 'status-codes-of-http',
    bug: 'answers with error 404 where 50 is meant',
    rules: ['P10', 'P11', 'P13', 'P37', 'P41'],
    backend: () => ({
      answer: (answer) =>
        (answer.error as { code?: unknown } | undefined)?.code === 50
          ? { ...answer, error: { code: 404, description: 'Not Found' } }
          : answer,
    }),
  },
  {
    name: 'counts-from-0',
    bug: 'gives the first event of a session the index 0',
    rules: ['P72', 'P3', 'P5', 'P10', 'P13', 'P14', 'P33', 'P95', 'P96', 'P97'],
    backend: () => ({
      attach: ({ attach, real }) =>
        real(typeof attach.after === 'number' && attach.after > 0 ? { ...attach, after: attach.after + 1 } : attach),
      line: () => ({
        event: (event) => (typeof event.index === 'number' ? { ...event, index: event.index - 1 } : event),
      }),
      answer: (answer) => (typeof answer.head === 'number' ? { ...answer, head: answer.head - 1 } : answer),
    }),
  },
]
