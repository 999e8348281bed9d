import { ChatError, type AttachCommand, type ChatCommand, type EventError } from '@chat-transport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commandVectors,
  documentedEvents,
  eventVectors,
  exchangeVectors,
} from '../../../test/support/protocol-vectors.ts'
import { eventProblem, readRawEvent } from '../../core/src/protocol/raw-event.ts'
import { recordSession, type Kept, type LogEntry, type SessionLog } from '../src/index.ts'
import { playedValue } from '../src/replay/played-values.ts'
import { listeningPage, message, scriptedTransport, startCommand } from './support/scripted-transport.ts'
import { withSecrets } from './support/with-secrets.ts'

const everything: readonly Kept[] = ['messages', 'people', 'data', 'errors', 'ids']

function record(keep: readonly Kept[] = []) {
  const far = scriptedTransport()
  const recorded = recordSession(far.transport, { keep })
  const connection = recorded.connect(startCommand, listeningPage().listener)
  return { far, recorded, connection }
}

function logOfEvent(event: unknown, keep?: readonly Kept[]): SessionLog {
  const { far, recorded } = record(keep)
  far.page.onEvent(event)
  return recorded.log()
}

function shownOf(event: unknown, keep?: readonly Kept[]): unknown {
  const entry = logOfEvent(event, keep).entries.at(-1) as Extract<LogEntry, { type: 'event' }>
  return entry.event
}

function logOfCommand(command: unknown): SessionLog {
  const far = scriptedTransport()
  const recorded = recordSession(far.transport)
  void recorded.connect(command as AttachCommand, listeningPage().listener).send(command as ChatCommand)
  return recorded.log()
}

const answered = exchangeVectors().flatMap(({ steps }) =>
  steps.flatMap(({ answer, receives = [], others = {} }) => [
    answer ?? {},
    ...receives,
    ...Object.values(others).flat(),
  ]),
)
const events: readonly unknown[] = [...eventVectors().map(({ event }) => event), ...documentedEvents(), ...answered]
const attaches = exchangeVectors().flatMap(({ steps }) =>
  steps.flatMap(({ attach, send }) => [attach ?? {}, send ?? {}]),
)
const commands: readonly unknown[] = [...commandVectors().map(({ command }) => command), ...attaches]

describe('a redacted log', () => {
  it('holds nothing that was put anywhere into an event of the protocol', () => {
    const attacked = fc.constantFrom(...events).chain((event) => withSecrets(event))
    fc.assert(
      fc.property(attacked, ({ value, secrets }) => {
        const text = JSON.stringify(logOfEvent(value))
        expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      }),
      { numRuns: 4_000 },
    )
  })

  it('holds nothing that was put anywhere into a command, or into an attach', () => {
    const attacked = fc.constantFrom(...commands).chain((command) => withSecrets(command))
    fc.assert(
      fc.property(attacked, ({ value, secrets }) => {
        const text = JSON.stringify(logOfCommand(value))
        expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(events.map((event) => [JSON.stringify(event).slice(0, 60), event]))('has no text of %s', (_, event) => {
    const texts = textsOf(event).filter((text) => text.length > 3 && !wordsOfTheProtocol.test(text))
    const shown = textsOf(shownOf(event))
    expect(texts.filter((text) => shown.some((each) => each.includes(text)))).toEqual([])
  })

  it.each([
    ['an error', Object.assign(new Error('no route to 10.0.0.7 for ada@example.com'), { code: 'ada@example.com' })],
    ['an error with a name of its own', Object.assign(new Error('x'), { name: 'ada@example.com' })],
    ['what caused it', new Error('x', { cause: new Error('y', { cause: new TypeError('ada@example.com') }) })],
    ['a cause that is a text', new Error('x', { cause: 'ada@example.com' })],
    ['an error with fields', Object.assign(new Error('x'), { url: 'https://ada@example.com/?token=1', response: {} })],
    ['a rejection of the server', ChatError.fromEvent(errorOf('ada@example.com'))],
    ['a server error as a cause', new ChatError(152, 'x', { cause: ChatError.fromEvent(errorOf('ada@example.com')) })],
  ])('has no text of %s', (_, cause) => {
    const { far, recorded } = record()
    far.page.onConnectivity({ current: 'closed', previous: 'connecting', since: 0, cause })
    far.page.onRetry?.({ attempt: 1, at: 0, cause })
    expect(recorded.log().entries).toHaveLength(3)
    expect(JSON.stringify(recorded.log())).not.toContain('ada')
  })

  it('has the kind of an error and its numbers, through to what caused it', () => {
    const { far, recorded } = record()
    const lost = Object.assign(new Error('the server answered 503'), { status: 503, retryAfterMs: 2_000 })
    far.page.onConnectivity({
      current: 'closed',
      previous: 'connecting',
      since: 0,
      cause: new ChatError(152, 'gone', { cause: lost }),
    })
    expect(recorded.log().entries.at(-1)).toMatchObject({
      cause: {
        name: 'ChatError',
        code: 152,
        text: '⟦4⟧',
        cause: { name: 'Error', status: 503, retryAfterMs: 2_000, text: '⟦23⟧' },
      },
    })
  })

  it('does not follow an error that is its own cause for ever', () => {
    const { far, recorded } = record()
    const cause: Error & { cause?: unknown } = new Error('round')
    cause.cause = cause
    far.page.onConnectivity({ current: 'closed', previous: 'connecting', since: 0, cause })
    expect(recorded.log().entries.at(-1)).toMatchObject({ type: 'connectivity', cause: { cause: { cause: {} } } })
  })

  it('has the length of a text, the kind of a link and of a file, and the places in the transcript', () => {
    const party = { id: 'ada@example.com', name: 'Ada', type: 'client' }
    expect(
      shownOf({
        type: 'EventMessage',
        index: 7,
        at: 5,
        party,
        content: {
          type: 'file',
          file: { id: 'f', name: 'my-payslip.pdf', type: 'image/png', bytes: 4_000, url: '/files/unguessable' },
          text: 'See here',
        },
      }),
    ).toEqual({
      type: 'EventMessage',
      index: 7,
      at: 5,
      party: { id: 'party-1', name: '⟦3⟧', type: 'client' },
      content: {
        type: 'file',
        file: { id: 'file-1', name: '⟦14⟧', type: 'image/*', bytes: 4_000, url: '⟦18 link⟧' },
        text: '⟦8⟧',
      },
    })
  })

  it('names each id the same wherever it stands, and two ids apart', () => {
    const { far, recorded, connection } = record()
    void connection.send(message('m-1'))
    void connection.send(message('m-2'))
    const party = { id: 'p', name: 'Ada', type: 'client' }
    const content = { type: 'text', text: 'Hello' }
    far.page.onEvent({ type: 'EventMessage', index: 2, at: 1, party, content, commandId: 'm-2' })
    far.page.onEvent({ type: 'EventMessage', index: 1, at: 1, party: { ...party, id: 'q' }, content, commandId: 'm-1' })
    const [, first, second, third, fourth] = recorded.log().entries
    expect([first, second]).toMatchObject([{ command: { id: 'command-2' } }, { command: { id: 'command-3' } }])
    expect([third, fourth]).toMatchObject([
      { event: { commandId: 'command-3', party: { id: 'party-1' } } },
      { event: { commandId: 'command-2', party: { id: 'party-2' } } },
    ])
  })
})

describe('what a page makes of a redacted event', () => {
  const problemOf = (event: unknown) => eventProblem(readRawEvent(event))?.split(':')[0]

  it.each(eventVectors())('is what it made of $name', ({ event }) => {
    const played = playedValue(JSON.parse(JSON.stringify({ event: shownOf(event) })).event, new Map())
    expect(problemOf(played)).toBe(problemOf(event))
  })

  it('is what it made of a streamed message: its parts are as long', () => {
    const part = {
      type: 'EventMessagePart',
      draft: 'd',
      party: { id: 'p', name: 'n', type: 'agent' },
      offset: 6,
      text: 'Ada 👋',
    }
    expect((playedValue(shownOf(part), new Map()) as { text: string }).text).toHaveLength(part.text.length)
  })
})

describe('a log that keeps more', () => {
  const party = { id: 'p-17', name: 'Ada', type: 'client' }
  const said = { type: 'EventMessage', index: 7, at: 5, party, content: { type: 'text', text: 'Hello' } }

  it.each<[Kept, string]>([
    ['messages', 'Hello'],
    ['people', 'Ada'],
    ['ids', 'p-17'],
  ])('shows %s alone', (kept, shown) => {
    const text = JSON.stringify(logOfEvent(said, [kept]))
    expect(['Hello', 'Ada', 'p-17'].filter((each) => text.includes(each))).toEqual([shown])
  })

  it('shows user data, and what an application has added, with data', () => {
    const event = { type: 'EventUserDataUpdated', index: 7, at: 5, party, userData: { plan: 'pro' }, acmeMood: 'good' }
    expect(JSON.stringify(logOfEvent(event, ['data']))).toMatch(/"plan":"pro".*"acmeMood":"good"/)
  })

  it('shows what the server says of an error with errors', () => {
    expect(JSON.stringify(logOfEvent(errorOf('no such case'), ['errors']))).toContain('no such case')
  })

  it('shows events as they were, whatever is in them, but for secrets and the links that are keys', () => {
    const attached = {
      type: 'EventAttached',
      secret: 'THE-SECRET',
      uploads: { url: 'https://chat.example/THE-SECRET', token: 'THE-SECRET', maxBytes: 1, types: ['image/png'] },
      extra: { auth: 'THE-SECRET', deep: [{ token: 'THE-SECRET' }] },
    }
    const file = { type: 'file', file: { id: 'f', name: 'a.png', type: 'image/png', bytes: 1, url: '/THE-SECRET' } }
    for (const event of [attached, { ...said, content: file }])
      expect(JSON.stringify(logOfEvent(event, everything))).not.toContain('THE-SECRET')
    expect(shownOf(said, everything)).toEqual(said)
  })

  it('is played with its texts as they were, also those that look redacted', () => {
    const text = fc
      .tuple(fc.constantFrom('⟦42⟧', '⟦42 link⟧', '⟦=⟧', '⟦', ''), fc.string())
      .map(([start, rest]) => start + rest)
    fc.assert(
      fc.property(text, (written) => {
        const own = { userData: { plan: [written] }, notice: { name: written, data: written } }
        const event = { ...said, party: { ...party, id: written, name: written }, commandId: written, acme: own }
        const all = { ...event, content: { type: 'text', text: written } }
        expect(playedValue(shownOf(all, everything), new Map())).toEqual(all)
      }),
    )
  })

  it('shows no secret and no log-in of an attach or an Identify', () => {
    const recorded = recordSession(scriptedTransport().transport, { keep: everything })
    const connection = recorded.connect({ ...startCommand, auth: 'THE-TOKEN' }, listeningPage().listener)
    void connection.send({ type: 'Identify', id: 'i-1', auth: 'THE-TOKEN' })
    const text = JSON.stringify(recorded.log())
    expect(text).toContain('"id":"i-1"')
    expect(text).not.toMatch(/THE-TOKEN|q6XbW0cJ2mQm/)
  })
})

function errorOf(description: string): EventError {
  return {
    type: 'EventError',
    error: { code: 51, description, detail: description },
    commandId: 'm-1',
    hint: description,
  }
}

/** What is the same in every chat. */
const wordsOfTheProtocol =
  /^(Event[A-Z]\w+|client|agent|supervisor|system|external|text|url|remark|file|choices|card|plain|markdown|answer|left|\w+\/\*)$/

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
