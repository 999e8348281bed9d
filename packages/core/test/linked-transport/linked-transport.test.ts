import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { linkedTransport, silentLogger, type OpenLink } from '../../src/index.ts'
import { hello, openConnected, openConnection, retryDelayMs, start } from '../support/open-connection.ts'
import { recordingListener, type RecordingListener } from '../support/recording-listener.ts'
import { errorEvent, message } from '../support/scripted-link.ts'

/** Sees to it that nothing ends in the platform's hands: no error without a handler, no rejection either. */
function expectNothingUnhandled() {
  const unhandled: unknown[] = []
  const record = (thrown: unknown) => void unhandled.push(thrown)
  process.on('unhandledRejection', record)
  onTestFinished(() => {
    process.off('unhandledRejection', record)
    expect(unhandled).toEqual([])
  })
}

describe('a linked transport', () => {
  it('connects: dial, answer, connected', async () => {
    const { dial, listener, dials } = await openConnection()
    expect(listener.told).toEqual([])
    const answer = dial.answer()
    await settle()
    expect(listener.told).toEqual([
      { what: 'event', event: answer },
      { what: 'connectivity', change: { current: 'connected', previous: 'connecting', since: 1_000_000 } },
    ])
    expect(dials).toHaveLength(1)
  })

  it('returns from connect() before anything is dialed or told', () => {
    const open = vi.fn<OpenLink>()
    const listener = recordingListener()
    const connection = linkedTransport({ name: 'mine', open }).connect(start, listener)
    onTestFinished(() => connection.close())
    expect(open).not.toHaveBeenCalled()
    expect(listener.told).toEqual([])
  })

  it('hands on every event unchanged, those without an index once (T3)', async () => {
    const { dial, listener } = await openConnected()
    const events = [
      { type: 'EventTyping', party: { id: 'a' }, isTyping: true, extra: [1] },
      { ...errorEvent(52), extra: { deep: { kept: true } } },
      { type: 'EventOfLaterVersions', anything: null },
      { ...message(1), extra: 'kept' },
      { type: 'EventOfLaterVersions', index: 2 },
    ]
    events.forEach((event) => dial.event(event))
    expect(listener.events.slice(1)).toEqual(events)
    events.forEach((event, index) => expect(listener.events[index + 1]).toBe(event))
  })

  it('hands on transcript events in order, without gaps (T4)', async () => {
    const { dial, listener } = await openConnected()
    dial.messages(2, 1, 4, 5, 3)
    expect(listener.indices).toEqual([1, 2, 3, 4, 5])
  })
})

describe('garbage (T13)', () => {
  it.each([
    ['text that is no JSON', '{"type":'],
    ['empty text', ''],
    ['null', null],
    ['undefined', undefined],
    ['a number', 5],
    ['a list', [message(1)]],
    ['an event without a type', { index: 'one' }],
    ['an index that is no whole number', { ...message(1), index: 1.5 }],
    ['an index of 0', { ...message(1), index: 0 }],
    ['an index beyond all numbers', { ...message(1), index: 1e300 }],
    ['an error that says nothing', { type: 'EventError', error: null, commandId: 'm1' }],
    ['an error whose code is no number', { type: 'EventError', error: { code: '50' }, commandId: 'm1' }],
    ['an error with a command that has no name', { type: 'EventError', error: { code: 50 }, commandId: null }],
    ['an object without a prototype', Object.create(null)],
  ])('%s is handed on as it is and harms no line', async (_what, garbage: unknown) => {
    const { clock, dial, listener } = await openConnected()
    dial.event(garbage)
    expect(listener.events.at(-1)).toBe(garbage)
    dial.message(1)
    await clock.advance(1000)
    expect(listener.indices.at(-1)).toBe(1)
    expect(listener.path).toEqual(['connected'])
  })

  it.each([
    ['a second answer to its attach', { commandId: start.id }],
    ['an answer to nobody', { commandId: 'nobody' }],
    ['an answer that is none', { head: 'none' }],
  ])('that looks like %s is dropped, and harms no line', async (_what, fields) => {
    const { dial, listener } = await openConnected()
    const answers = listener.events.length
    dial.event({ type: 'EventAttached', commandId: start.id, sessionId: 'another', head: 99, first: 99, ...fields })
    expect(listener.events.length).toBe(answers)
    dial.message(1)
    expect(listener.indices.at(-1)).toBe(1)
    expect(listener.path).toEqual(['connected'])
  })

  it('of any kind never throws, before, during or after the attach, and the chat goes on', async () => {
    // A well-formed end of the session, or an index far ahead, would be no garbage: it means something.
    const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>
    const almostAnEvent = fc.record(
      {
        type: fc.constantFrom(
          'EventMessage',
          'EventAttached',
          'EventError',
          'EventTyping',
          'EventRead',
          'Event',
          5,
          null,
        ),
        index: value,
        commandId: fc.oneof(value, fc.constantFrom('m1', start.id)),
        error: fc.oneof(value, fc.record({ code: value, description: value })),
        sessionId: value,
        head: value,
      },
      { requiredKeys: [] },
    )
    const garbage = fc
      .oneof(
        value,
        fc.string(),
        fc.json(),
        almostAnEvent,
        almostAnEvent.map((event) => JSON.stringify(event)),
      )
      .filter((frame) => !meansSomething(frame))

    await fc.assert(
      fc.asyncProperty(fc.array(garbage, { maxLength: 8 }), async (frames) => {
        const { dial, listener, clock, connection } = await openConnection()
        const sayAll = () => frames.forEach((frame) => dial.event(frame))
        sayAll()
        dial.answer({ head: 1 })
        sayAll()
        dial.message(1)
        await settle()
        expect(listener.path).toEqual(['connected'])
        const sent = connection.send(hello('mine'))
        sayAll()
        dial.message(2, 'mine')
        await sent
        await clock.advance(1000)
        expect(listener.path).toEqual(['connected'])
        expect(listener.indices.filter((index) => index > 0)).toEqual([1, 2])
        connection.close()
        sayAll()
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('that is huge is handed on', async () => {
    const { dial, listener } = await openConnected()
    const text = 'x'.repeat(2_000_000)
    dial.event(JSON.stringify({ ...message(1), text }))
    expect(listener.events.at(-1)).toEqual({ ...message(1), text })
  })
})

describe('a page that misbehaves', () => {
  it('may throw in every handler: the line goes on, the developer is told', async () => {
    expectNothingUnhandled()
    const error = vi.fn()
    const opened = await openConnection({ options: { logger: { ...silentLogger, error } } })
    opened.listener.react(() => {
      throw new Error('mine')
    })
    await opened.accept(2)
    opened.dial.drop()
    await opened.clock.advance(3000)
    await opened.accept()
    const sent = opened.connection.send(hello('m1'))
    opened.dial.message(3, 'm1')
    await sent
    expect(opened.listener.path).toEqual(['connected', 'reconnecting', 'interrupted', 'connected'])
    expect(opened.listener.indices).toEqual([1, 2, 3])
    expect(error).toHaveBeenCalledTimes(opened.listener.told.length)
  })

  it('may never take an event: what was handed on counts, whatever its position says until the next attach', async () => {
    const { dial, dials, listener, clock } = await openConnected()
    const { onEvent } = listener
    listener.onEvent = (event) => {
      if (listener.position === 0 && (event as { index?: number }).index === 1) return
      onEvent(event)
    }
    dial.message(1)
    expect(listener.position).toBe(0)
    dial.message(2)
    expect([listener.indices, listener.path, clock.pending]).toEqual([[2], ['connected'], 1])
    listener.position = 1
    dial.drop()
    await clock.advance(retryDelayMs)
    expect(dials[1]?.attach).toMatchObject({ after: 1 })
    dials[1]?.answer({ head: 2 })
    dials[1]?.message(2)
    await settle()
    expect([listener.indices, listener.path.at(-1)]).toEqual([[2, 2], 'connected'])
  })

  it('is asked for its position once for each attach', async () => {
    const page = recordingListener()
    let readings = 0
    const listener = Object.create(page, {
      position: { get: () => (readings++, page.position) },
    }) as RecordingListener
    const { dial, dropAndRedial, accept } = await openConnected({ listener, head: 3 })
    dial.messages(4, 6, 5)
    expect(readings).toBe(1)
    await dropAndRedial()
    await accept()
    expect(readings).toBe(2)
  })
})

describe('a link that misbehaves', () => {
  const misbehaving: [string, OpenLink][] = [
    [
      'throws',
      () => {
        throw new Error('mine')
      },
    ],
    [
      'throws something that is no error, and has no text',
      () => {
        throw Object.create(null) as Error
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
    ['returns nothing', (() => undefined) as unknown as OpenLink],
    ['resolves with no function', (() => Promise.resolve({})) as unknown as OpenLink],
  ]

  it.each(misbehaving)('and %s is a line lost, dialed again, and told as the cause', async (_what, open) => {
    expectNothingUnhandled()
    const { clock, listener } = await openConnection({ options: { open } })
    await clock.advance(10 * retryDelayMs)
    expect(listener.retries).toHaveLength(11)
    for (const { cause } of listener.retries) {
      expect(cause).toBeInstanceOf(Error)
      expect(cause.message).toMatch(/mine|object|OpenLink has to return a function/)
    }
  })

  it('and opens or fails only after it was given up harms nothing', async () => {
    expectNothingUnhandled()
    const { clock, dials, listener } = await openConnection({ scripts: [{ opensWhenTold: true }] })
    await clock.advance(10_000 + retryDelayMs)
    expect(dials).toHaveLength(2)
    dials[0]?.open()
    dials[0]?.answer()
    await settle()
    expect(listener.path).toEqual([])
    await clock.advance(10_000 + retryDelayMs)
    dials[1]?.failToOpen(new Error('late'))
    await settle()
    expect(dials).toHaveLength(3)
  })

  it('and gives back something that is no promise when it writes, is taken to have written', async () => {
    const open: OpenLink = (attach, line) => {
      line.received({ type: 'EventAttached', commandId: attach.id, sessionId: 's', head: 0 })
      return (() => true) as unknown as () => void
    }
    const { connection, listener } = await openConnection({ options: { open } })
    await connection.send({ type: 'SendTyping', id: 't1', isTyping: true })
    expect(listener.path).toEqual(['connected'])
  })
})

/** Whether a frame of the generator happens to say something: an answer, an error about a command, an index to come. */
function meansSomething(frame: unknown): boolean {
  const event = asEvent(frame)
  if (typeof event !== 'object' || event === null) return false
  const { index, type, commandId } = event as { index?: unknown; type?: unknown; commandId?: unknown }
  if (type === 'EventAttached') return commandId === start.id
  return (Number.isSafeInteger(index) && Number(index) > 0) || (type === 'EventError' && typeof commandId === 'string')
}
function asEvent(frame: unknown): unknown {
  try {
    return typeof frame === 'string' ? JSON.parse(frame) : frame
  } catch {
    return frame // no JSON, so no event
  }
}
