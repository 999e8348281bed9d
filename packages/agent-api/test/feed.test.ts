import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { eventually, within } from '../../../test/support/deadline.ts'
import { sharedStore } from '../../backend/test/support/shared-store.ts'
import type { FeedItem } from '../src/index.ts'
import { comeBack } from './support/a-visitor.ts'
import { consumer, subscribe } from './support/consumer.ts'
import { botToken, startApi } from './support/start-api.ts'
import { startBackend } from './support/start-webhooks.ts'

describe('a feed on a WebSocket', () => {
  test('tells of all that happens in sessions', async () => {
    const api = await startApi({}, { typingPreview: true })
    const taken = consumer()
    const socket = subscribe(api, taken)
    await once(socket, 'open')
    const ada = await api.visitor()
    await eventually(() => taken.cursors[ada.sessionId] === 1)
    await ada.types(true)
    await ada.says('Hello')
    await ada.reads(1)
    await eventually(() => taken.items.at(-1)?.type === 'read')
    await ada.detaches()
    await api.backend.session(ada.sessionId)?.end()
    await eventually(() => taken.items.at(-1)?.type === 'session.ended')
    await api.backend.expire(ada.sessionId)
    await eventually(() => taken.items.at(-1)?.type === 'session.expired')
    const types = new Set(taken.items.map(({ type }) => type))
    expect([...types]).toEqual([
      'session.started',
      'event',
      'typing',
      'read',
      'detached',
      'session.ended',
      'session.expired',
    ])
  })

  test('goes on telling of a session that another server of the store has, and this one lets go of', async () => {
    const store = sharedStore()
    const api = await startApi({}, { store, sessionTimeoutMs: 100 })
    const other = startBackend({ store })
    const taken = consumer()
    subscribe(api, taken)
    const { sessionId } = await api.visitor()
    const there = await comeBack(other, sessionId)
    await eventually(() => taken.cursors[sessionId] === 1 && !api.backend.session(sessionId))
    await there.says('Hello')
    await eventually(() => taken.cursors[sessionId] === 2)
    expect(taken.items.map(({ type }) => type)).not.toContain('session.expired')
  })

  test('tells who comes back whether a page is connected', async () => {
    const api = await startApi()
    const ada = await api.visitor()
    const taken = consumer()
    taken.cursors[ada.sessionId] = 1
    subscribe(api, taken)
    await eventually(() => taken.items.length > 0)
    expect(taken.items).toEqual([{ type: 'attached', sessionId: ada.sessionId }])
  })

  test('misses nothing and tells nothing twice under load, however often it is cut', { timeout: 60_000 }, async () => {
    const api = await startApi()
    const taken = consumer()
    const heads = new Map<string, number>()
    let isOver = false
    const cutter = async () => {
      let cuts = 0
      while (!isOver) {
        const socket = subscribe(api, taken)
        await once(socket, 'open')
        await wait((cuts * 7) % 40)
        socket.terminate()
        cuts++
      }
      return cuts
    }
    const cutting = cutter()
    const chat = async () => {
      const { sessionId, says } = await api.visitor()
      for (let count = 0; count < 60; count++) {
        await says(`message ${count}`)
        await wait(count % 10)
      }
      await api.backend.session(sessionId)?.end()
      heads.set(sessionId, api.backend.session(sessionId)?.head ?? 0)
    }
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 8 }, chat))
    isOver = true
    expect(await cutting).toBeGreaterThan(10)

    const last = subscribe(api, taken)
    await eventually(() => [...heads].every(([id, head]) => (taken.cursors[id] ?? 0) >= head), 20_000)
    last.terminate()
    expect(heads.size).toBe(24)
    for (const [id, head] of heads)
      expect(taken.indexesOf(id)).toEqual(Array.from({ length: head }, (_, place) => place + 1))
  })

  test(
    'of a consumer that does not read waits, without memory for what comes, and is closed in the end',
    { timeout: 60_000 },
    async () => {
      const api = await startApi(
        { slowConsumerTimeoutMs: 1_000, maxBufferBytes: 64 * 1024 },
        { limits: { commandsPerSecond: 100_000, maxTranscriptBytes: 100_000_000 } },
      )
      const closing = vi.spyOn(WebSocket.prototype, 'close')
      onTestFinished(() => closing.mockRestore()) // other tests share the process
      const taken = consumer()
      const socket = subscribe(api, taken)
      await once(socket, 'open')
      socket.pause()
      const ada = await api.visitor()
      const large = 'x'.repeat(30_000)
      // More than the network's buffers hold: some systems let one grow to 32 MB.
      const messages = 1_500
      for (let count = 0; count < messages; count++) await ada.says(large)
      await eventually(() => closing.mock.calls.some(([code]) => code === 1013), 20_000)
      socket.resume()
      const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
      expect([code, String(reason)]).toEqual([1013, 'slow consumer: come back with your cursors'])
      const before = taken.cursors[ada.sessionId] ?? 0
      expect(before).toBeLessThan(messages + 1)

      subscribe(api, taken)
      await eventually(() => taken.cursors[ada.sessionId] === messages + 1, 20_000)
      expect(taken.indexesOf(ada.sessionId)).toEqual(Array.from({ length: messages + 1 }, (_, place) => place + 1))
    },
  )

  test('takes calls as well, in order, and answers each by its id', async () => {
    const api = await startApi()
    const { sessionId } = await api.visitor()
    const socket = api.socket()
    const answers: Record<string, unknown>[] = []
    socket.on('message', (data) => answers.push(JSON.parse(String(data)) as Record<string, unknown>))
    await once(socket, 'open')
    const path = { sessionId, participant: 'robin' }
    const call = (id: string, operation: string, given: object) =>
      socket.send(JSON.stringify({ type: 'call', id, operation, ...given }))
    call('0', 'join', { path })
    for (let count = 1; count <= 50; count++)
      call(`${count}`, 'sendMessage', { path, body: { text: `message ${count}` } })
    call('1', 'sendMessage', { path, body: { text: 'message 1' } })
    call('wrong', 'sendMessage', { path, body: { colour: 'red' } })
    call('unknown', 'fly', {})
    call('feed', 'readFeed', {})
    await eventually(() => answers.length === 55)
    expect(answers.map(({ id }) => id)).toEqual([...Array(51).keys(), 1, 'wrong', 'unknown', 'feed'].map(String))
    expect(answers[51]).toEqual(answers[1])
    expect(answers.slice(52)).toMatchObject([
      { problem: { status: 400, code: 3, detail: expect.stringContaining('colour') as string } },
      { problem: { status: 404 } },
      { problem: { status: 404 } },
    ])
    const said = await api.backend.session(sessionId)?.transcript(2)
    expect(said).toHaveLength(50)
  })

  test('of a consumer that calls and does not read is not read either', async () => {
    const api = await startApi({ maxBufferBytes: 64 * 1024, requestsPerSecond: 1_000_000 })
    const { sessionId } = await api.visitor('A'.repeat(200))
    const findSession = vi.mocked(api.backend.findSession)
    const socket = api.socket()
    const answers: unknown[] = []
    socket.on('message', (data) => answers.push(JSON.parse(String(data))))
    await once(socket, 'open')
    socket.pause()
    const call = { type: 'call', operation: 'getSession', path: { sessionId } }
    let made = 0
    // In small groups, since the server has 100 calls waiting at most.
    for (; made < 60_000 && socket.bufferedAmount < 1024 * 1024; made++) {
      socket.send(JSON.stringify({ ...call, id: `${made}`, query: {} }))
      if (made % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(findSession.mock.calls.length).toBeLessThan(made)
    socket.resume()
    await eventually(() => answers.length === made, 60_000) // tens of thousands, on a busy machine
  }, 80_000)

  test.each([
    ['no JSON', 'nonsense', 'no JSON'],
    ['a message of no known type', '{"type":"fly"}', 'type'],
    ['a subscribe with bad cursors', '{"type":"subscribe","sessions":{"a":-1}}', 'sessions'],
  ])('is closed with the reason when it is sent %s', async (_what, text, named) => {
    const api = await startApi()
    const socket = api.socket()
    await once(socket, 'open')
    socket.send(text)
    const [data] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(String(data))).toMatchObject({
      type: 'problem',
      problem: { detail: expect.stringContaining(named) as string },
    })
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
  })

  test('is closed when the API is', async () => {
    const api = await startApi()
    const socket = api.socket()
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await api.api.close()
    const [code] = (await closed) as [number]
    expect(code).toBe(1001)
  })

  test('does not hold the server when the API is closed and its consumer does not answer', async () => {
    const { api, chat, httpServer, socket } = await startApi({ closeTimeoutMs: 50 })
    const silent = socket()
    await once(silent, 'open')
    silent.pause() // It does not read the close frame.
    await within(5_000, 'the API to close', api.close())
    await chat.close()
    await within(5_000, 'the server to close', new Promise((resolve) => httpServer.close(resolve)))
  })
})

test('a feed by Server-Sent Events tells the same', async () => {
  const { url, visitor, api } = await startApi()
  const ada = await visitor()
  const response = await fetch(`${url}/feed`, {
    method: 'POST',
    headers: { authorization: `Bearer ${botToken}`, accept: 'text/event-stream' },
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  await ada.says('Hello')
  let text = ''
  const write = (piece: string) => void (text += piece)
  const reading = response.body?.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }))
  await eventually(() => text.includes('Hello'))
  await api.close()
  await reading
  const items = text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => JSON.parse(block.slice('data: '.length)) as FeedItem)
  expect(items.map(({ type }) => type)).toEqual(['session.started', 'event', 'event'])
})

test('the consumers that are connected are counted, by how they read the feed', async () => {
  const { api, socket, url } = await startApi()
  const headers = { authorization: `Bearer ${botToken}`, accept: 'text/event-stream' }
  const stream = new AbortController()
  expect(api.feeds).toEqual({ websocket: 0, stream: 0, poll: 0 })

  const sockets = [socket(), socket()]
  await fetch(`${url}/feed`, { method: 'POST', headers, signal: stream.signal })
  const poll = new AbortController()
  const polling = fetch(`${url}/feed`, { method: 'POST', headers: { ...headers, accept: '*/*' }, signal: poll.signal })
  polling.catch(() => undefined)
  await eventually(() => expect(api.feeds).toEqual({ websocket: 2, stream: 1, poll: 1 }) ?? true)

  for (const one of sockets) one.close()
  stream.abort()
  poll.abort()
  await eventually(() => expect(api.feeds).toEqual({ websocket: 0, stream: 0, poll: 0 }) ?? true)
})
