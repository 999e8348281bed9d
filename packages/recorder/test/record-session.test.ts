import { ChatError, type ConnectivityChange } from '@chat-transport/core'
import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { recordSession } from '../src/index.ts'
import { recordedPage } from './support/recorded-page.ts'
import { listeningPage, message, scriptedTransport, startCommand } from './support/scripted-transport.ts'

const lostAt = (since: number): ConnectivityChange => ({
  current: 'reconnecting',
  previous: 'connected',
  since,
  cause: Object.assign(new Error('closed by chat.example'), { code: 1006 }),
})

describe('what goes through', () => {
  it('tells the page exactly what the transport says, the same objects', () => {
    const { far, told } = recordedPage()
    const said = [{ type: 'EventTyping', party: { id: 'p1' }, isTyping: true }, 'garbage', lostAt(0)]
    const retry = { attempt: 1, at: 5, cause: new Error('lost') }
    far.page.onEvent(said[0])
    far.page.onEvent(said[1])
    far.page.onConnectivity(said[2] as ConnectivityChange)
    far.page.onRetry?.(retry)
    expect(told).toEqual([...said, retry])
    expect(told[0]).toBe(said[0])
    expect(told[2]).toBe(said[2])
  })

  it('asks the page where it is, whenever the transport does', () => {
    let position = 3
    const { told, listener } = listeningPage()
    const page = Object.defineProperty(listener, 'position', { get: () => position })
    const { far, entries } = recordedPage({}, { told, listener: page })
    expect(far.page.position).toBe(3)
    position = 8
    expect(far.page.position).toBe(8)
    expect(entries().slice(1)).toEqual([
      { at: 0, type: 'position', line: 1, after: 3 },
      { at: 0, type: 'position', line: 1, after: 8 },
    ])
  })

  it('sends and closes as the page does, and gives back the very promise of the transport', async () => {
    const { far, connection } = recordedPage()
    expect(connection.send(message('m-1'))).toBeUndefined()
    const written = Promise.resolve()
    far.answers(() => written)
    expect(connection.send(message('m-2'))).toBe(written)
    connection.close('left')
    expect(far.calls).toEqual(['connect start-1', 'send m-1', 'send m-2', 'close left'])
    await written
  })

  it('lets errors of the transport through, thrown or rejected', async () => {
    const { far, connection, types } = recordedPage()
    const notOpen = new Error('the line is not open')
    far.answers(() => {
      throw notOpen
    })
    expect(() => connection.send(message('m-1'))).toThrow(notOpen)
    far.answers(() => Promise.reject(notOpen))
    await expect(connection.send(message('m-2'))).rejects.toBe(notOpen)
    expect(types()).toEqual(['connect', 'send', 'send-failed', 'send', 'send-failed'])
  })

  it('lets an error of connecting through, and notes it', () => {
    const failure = new TypeError('no WebSocket here')
    const recorded = recordSession({
      name: 'broken',
      connect() {
        throw failure
      },
    })
    expect(() => recorded.connect(startCommand, listeningPage().listener)).toThrow(failure)
    expect(recorded.log().entries).toMatchObject([
      { type: 'connect' },
      { type: 'connect-failed', error: { name: 'TypeError' } },
    ])
  })

  it('is as much of a transport as the one it is made of', async () => {
    const { transport } = scriptedTransport({
      address: 'https://chat.example/',
      unsupported: ['MarkRead'],
      storageArea: 'local',
      claimQueues: async (keys) => keys.slice(1),
      forget: vi.fn(),
    })
    const recorded = recordSession(transport)
    expect(recorded).toMatchObject({
      name: 'scripted',
      address: transport.address,
      unsupported: ['MarkRead'],
      storageArea: 'local',
    })
    expect(await recorded.claimQueues?.(['a', 'b'])).toEqual(['b'])
    recorded.forget?.()
    expect(transport.forget).toHaveBeenCalledOnce()
    expect(recorded.log().entries.map(({ type }) => type)).toEqual(['claim-queues', 'queues-claimed', 'forget'])
    expect(Object.keys(recordSession(scriptedTransport().transport)).sort()).toEqual([
      'address',
      'connect',
      'log',
      'name',
    ])
  })

  it('asks a page once that answers with a promise of another library', async () => {
    const asked: string[] = []
    const jwt: PromiseLike<string> = {
      then(given, failed) {
        asked.push('then')
        return Promise.resolve('jwt-of-ada').then(given, failed)
      },
    }
    const { far, types } = recordedPage({}, listeningPage({ credentials: () => jwt as Promise<string> }))
    expect(await far.page.credentials?.({ signal: new AbortController().signal })).toBe('jwt-of-ada')
    expect(asked).toEqual(['then'])
    expect(types()).toEqual(['connect', 'credentials', 'credentials-given'])
  })

  it('notes a promise of another library that gives none', async () => {
    const none: PromiseLike<string> = {
      then: (given, failed) => Promise.reject(new Error('signed out')).then(given, failed),
    }
    const { far, types } = recordedPage({}, listeningPage({ credentials: () => none as Promise<string> }))
    await expect(far.page.credentials?.({ signal: new AbortController().signal })).rejects.toThrow('signed out')
    expect(types()).toEqual(['connect', 'credentials', 'credentials-failed'])
  })

  it('asks for credentials as the transport does, and keeps none', async () => {
    const credentials = vi.fn(async () => 'jwt-of-ada')
    const { far, recorded } = recordedPage(
      { keep: ['messages', 'people', 'data', 'errors', 'ids'] },
      listeningPage({ credentials }),
    )
    const request = { refused: new ChatError(101, 'login failed'), signal: new AbortController().signal }
    expect(await far.page.credentials?.(request)).toBe('jwt-of-ada')
    await settle()
    expect(credentials).toHaveBeenCalledWith(request)
    expect(recorded.log().entries.slice(1)).toMatchObject([
      { type: 'credentials', refused: { name: 'ChatError', code: 101 } },
      { type: 'credentials-given', given: true },
    ])
    expect(JSON.stringify(recorded.log())).not.toContain('jwt-of-ada')
  })
})

describe('the log', () => {
  it('has what each side did, in order, with the time since the beginning', async () => {
    const { far, clock, connection, recorded } = recordedPage()
    await clock.advance(100)
    far.page.onConnectivity({ current: 'connected', previous: 'connecting', since: clock.now() })
    far.answers(() => Promise.resolve())
    void connection.send(message('m-1'))
    await settle()
    await clock.advance(5_000)
    far.page.onConnectivity(lostAt(clock.now() - 2_000))
    far.page.onRetry?.({ attempt: 1, at: clock.now() + 1_000, cause: new Error('lost') })
    connection.close()
    expect(recorded.log()).toEqual({
      format: 'chat-transport session log',
      version: 1,
      sdk: expect.stringMatching(/^\d+\.\d+\.\d+(-\S+)?$/),
      startedAt: 1_000_000,
      durationMs: 5_100,
      transport: { name: 'scripted' },
      kept: [],
      entries: [
        {
          at: 0,
          type: 'connect',
          line: 1,
          attach: { type: 'StartSession', id: 'command-1', secret: '⟦43⟧', pageId: 'page-1', take: true },
        },
        { at: 100, type: 'connectivity', line: 1, current: 'connected', previous: 'connecting', since: 100 },
        {
          at: 100,
          type: 'send',
          line: 1,
          call: 1,
          command: { type: 'SendMessage', id: 'command-2', content: { type: 'text', text: '⟦5⟧' } },
        },
        { at: 100, type: 'sent', line: 1, call: 1 },
        {
          at: 5_100,
          type: 'connectivity',
          line: 1,
          current: 'reconnecting',
          previous: 'connected',
          since: 3_100,
          cause: { name: 'Error', text: '⟦22⟧', code: 1006 },
        },
        { at: 5_100, type: 'retry', line: 1, attempt: 1, due: 6_100, cause: { name: 'Error', text: '⟦4⟧' } },
        { at: 5_100, type: 'close', line: 1 },
      ],
    })
  })

  it('can be taken at any time: what it gives is a copy that no longer changes', () => {
    const { far, recorded } = recordedPage()
    const before = recorded.log()
    const text = JSON.stringify(before)
    far.page.onEvent({ type: 'EventSessionTaken' })
    expect(JSON.stringify(before)).toBe(text)
    expect(recorded.log().entries).toHaveLength(before.entries.length + 1)
    expect(JSON.parse(text)).toEqual(before)
  })

  it('has an event as it came, whatever is done to the object afterwards', () => {
    const { far, recorded } = recordedPage()
    const event = { type: 'EventSessionEnded', index: 4, at: 5, reason: 'left' }
    far.page.onEvent(event)
    event.reason = 'changed'
    expect(recorded.log().entries.at(-1)).toMatchObject({ event: { reason: 'left' } })
  })

  it('counts a sleep of the machine, and never goes back when the clock is set', async () => {
    const { far, clock, entries } = recordedPage()
    clock.jumpWallClock(60_000)
    far.page.onEvent('a')
    await clock.advance(10)
    clock.jumpWallClock(-3_600_000)
    far.page.onEvent('b')
    await clock.advance(10)
    far.page.onEvent('c')
    expect(entries().map(({ at }) => at)).toEqual([0, 60_000, 60_010, 60_020])
  })

  it('keeps its size: it drops the oldest but for the opening, and says how many and from when to when', async () => {
    const { far, clock, recorded } = recordedPage({ maxCharacters: 2_000 })
    far.page.onConnectivity({ current: 'connected', previous: 'connecting', since: clock.now() })
    for (let index = 1; index <= 200; index++) {
      await clock.advance(10)
      far.page.onEvent({ type: 'EventSessionEnded', index, at: 1, reason: 'left' })
    }
    const { entries } = recorded.log()
    const [opening, connected, dropped, oldestKept] = entries
    const newest = entries.at(-1)
    expect(JSON.stringify(entries.filter(({ type }) => type !== 'dropped')).length).toBeLessThan(2_100)
    expect([opening?.type, connected?.type]).toEqual(['connect', 'connectivity'])
    const left = entries.length - 3
    expect(dropped).toEqual({ type: 'dropped', at: 10, entries: 200 - left, until: (200 - left) * 10 })
    expect(oldestKept).toMatchObject({ event: { index: 201 - left } })
    expect(newest).toMatchObject({ at: 2_000, event: { index: 200 } })
  })

  it('drops a single entry that is too large, rather than grow', () => {
    const { far, entries } = recordedPage({ maxCharacters: 1_000, keep: ['messages'] })
    const content = { type: 'text', text: 'x'.repeat(2_000) }
    far.page.onEvent({ type: 'EventMessage', index: 1, at: 1, party: { id: 'p', name: 'n', type: 'agent' }, content })
    expect(entries().map(({ type }) => type)).toEqual(['connect', 'dropped'])
  })
})

it.each([
  [{ keep: ['texts'] }, /recordSession keep\[0\]: expected messages or people or data or errors or ids, got string/],
  [{ maxCharacters: 0 }, /recordSession maxCharacters: expected a whole number of at least 1, got 0/],
  [{ clock: {} }, /recordSession clock: expected an object with now/],
])('refuses the options %j', (options, problem) => {
  expect(() => recordSession(scriptedTransport().transport, options as never)).toThrow(problem)
})
