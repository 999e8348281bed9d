import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChatBackend, type AttachHandler, type VisitorLine } from '@chat-transport/backend'
import type { ChatEvent } from '@chat-transport/core'
import { expect, onTestFinished, test } from 'vitest'
import { createSseFront, type SseFrontOptions } from '../server/sse-front.ts'

const start = { type: 'StartSession', id: 's-1', secret: 'x'.repeat(43), pageId: 'page-a', take: true }
const hello = { type: 'SendMessage', id: 'm-1', content: { type: 'text', text: 'Hello' } }

test('a post of the attach opens a stream whose first event is the answer', async () => {
  const stream = await openStream(await startFront(), start)
  expect(await stream.next('data')).toMatchObject({ type: 'EventAttached', commandId: 's-1', head: 1 })
  expect(await stream.next('data')).toMatchObject({ type: 'EventParticipantJoined', index: 1 })
})

test('a refused attach is answered by a stream that ends after its one event', async () => {
  const stream = await openStream(await startFront(), { ...start, pageId: 7 })
  expect(await stream.next('data')).toMatchObject({ type: 'EventError', error: { code: 3 }, commandId: 's-1' })
  expect(await stream.next('data')).toBeUndefined()
})

test('a post that names the line is a command: taken with 204, answered on the stream', async () => {
  const url = await startFront()
  const stream = await openStream(url, start)
  expect((await post(url, hello, { 'chat-line': stream.line })).status).toBe(204)
  expect((await post(url, { type: 'MakeCoffee', id: 'c-1' }, { 'chat-line': stream.line })).status).toBe(204)
  await stream.next('data')
  await stream.next('data')
  expect(await stream.next('data')).toMatchObject({ type: 'EventMessage', commandId: 'm-1' })
  expect(await stream.next('data')).toMatchObject({ type: 'EventError', error: { code: 1 }, commandId: 'c-1' })
})

test('a stream with nothing to say shows that it is alive', async () => {
  const stream = await openStream(await startFront({ heartbeatMs: 10 }), start)
  for (let sign = 0; sign < 3; sign++) expect(await stream.next('comment')).toBe('')
})

test('a fenced line is told, its stream ends, and its commands are answered with 410', async () => {
  const url = await startFront()
  const fenced = await openStream(url, start)
  const { sessionId } = (await fenced.next('data')) as { sessionId: string }
  await fenced.next('data')
  await openStream(url, { ...start, type: 'RestoreSession', id: 'r-1', sessionId, pageId: 'page-b', after: 0 })
  expect(await fenced.next('data')).toMatchObject({ type: 'EventSessionTaken' })
  expect(await fenced.next('data')).toBeUndefined()
  expect((await post(url, hello, { 'chat-line': fenced.line })).status).toBe(410)
})

test.each([
  ['another origin', 403, { headers: { origin: 'https://evil.example' } }],
  ['a method that is no post', 405, { method: 'GET' }],
  ['a form', 415, { headers: { 'content-type': 'text/plain' } }],
  ['what is no JSON', 400, { body: '{"type":' }],
  ['a body that is too large', 413, { body: `"${'x'.repeat(2_000)}"` }],
  ['a line that nobody knows', 410, { headers: { 'chat-line': 'made-up' } }],
])('%s is refused with %i, and in words', async (_what, status, { headers, method = 'POST', body }: Misfit) => {
  const url = await startFront({ maxBodyBytes: 1_000 })
  const given = method === 'POST' ? { body: body ?? JSON.stringify(start) } : {}
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...given })
  expect(response.status).toBe(status)
  expect(await response.text()).toMatch(/\w+/)
})

test('an origin that the function cannot judge is refused', async () => {
  const allowedOrigins = (origin: string) => new URL(origin).hostname === 'shop.example'
  const url = await startFront({ allowedOrigins })
  expect((await post(url, start, { origin: 'null' })).status).toBe(403)
})

test('commands that do not wait for each other are refused when many wait for their turn', async () => {
  let received = 0
  const hanging = () => {
    received++
    return new Promise<void>(() => undefined)
  }
  const url = await startFront({}, acceptingBackend([], hanging))
  const { line } = await openStream(url, start)
  const posts = Array.from({ length: 100 }, () => post(url, hello, { 'chat-line': line }))
  const answered: number[] = []
  for (const each of posts) each.then(({ status }) => answered.push(status)).catch(() => undefined) // held back to the end
  await expect.poll(() => answered.filter((status) => status === 429).length).toBeGreaterThan(80)
  expect(answered.filter((status) => status === 204).length).toBeLessThan(20)
  expect(received).toBe(1)
})

test('pages of an origin on the list may ask, post and read the name of the line', async () => {
  const origin = 'https://shop.example'
  const url = await startFront({ allowedOrigins: [origin] })
  const asked = await fetch(url, { method: 'OPTIONS', headers: { origin } })
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-headers')).toContain('chat-line')
  const opened = await post(url, start, { origin })
  expect(opened.headers.get('access-control-allow-origin')).toBe(origin)
  expect(opened.headers.get('access-control-expose-headers')).toBe('chat-line')
  await opened.body?.cancel()
})

test('what the network has not taken yet is not added to', async () => {
  const lines: VisitorLine[] = []
  const responses: ServerResponse[] = []
  const url = await startFront({}, acceptingBackend(lines), (response) => responses.push(response))
  const stream = await openStream(url, start)
  const drained = stream.drain()
  let mostWaiting = 0
  for (let index = 1; index <= 200; index++) {
    const full = lines[0]?.deliver([JSON.stringify(largeEvent(index))])
    mostWaiting = Math.max(mostWaiting, responses[0]?.writableLength ?? Infinity)
    await full
  }
  lines[0]?.drop('shutdown')
  await drained
  expect(mostWaiting).toBeGreaterThan(0)
  expect(mostWaiting).toBeLessThan(2 * largeBytes)
})

interface Misfit {
  readonly headers?: Record<string, string>
  readonly method?: string
  readonly body?: string
}

async function startFront(
  options: SseFrontOptions = {},
  attachHandler: AttachHandler = backEnd(),
  onResponse: (response: ServerResponse) => void = () => undefined,
): Promise<string> {
  const server = createServer(createSseFront(attachHandler, options))
  server.on('request', (_request, response) => onResponse(response))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function backEnd(): AttachHandler {
  const backend = createChatBackend()
  onTestFinished(() => backend.close())
  return backend
}

/** Accepts every attach and gives its line to the test. */
function acceptingBackend(lines: VisitorLine[], receive: () => Promise<void> = async () => undefined): AttachHandler {
  const nothing = () => undefined
  const attachment = {
    sessionId: 's',
    start: nothing,
    confirm: nothing,
    receive,
    detach: nothing,
  }
  return {
    async attach(_command, line) {
      lines.push(line)
      return { answer: { type: 'EventAttached' } as never, attachment }
    },
  }
}

const largeBytes = 256 * 1024
const largeEvent = (index: number): ChatEvent => ({
  type: 'EventNotice',
  index,
  at: 0,
  party: { id: 'a', name: 'Grace', type: 'agent' },
  notice: { name: 'x'.repeat(largeBytes) },
})

function post(url: string, command: object, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify(command)
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}

/** A stream, read line by line: the format itself, not what a parser makes of it. */
async function openStream(url: string, attach: object) {
  const response = await post(url, attach)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''

  /** The next line of text, or `undefined` at the stream's end. */
  async function nextLine(): Promise<string | undefined> {
    while (!text.includes('\n')) {
      const { done, value } = await reader.read()
      if (done) return undefined
      text += value
    }
    const end = text.indexOf('\n')
    const line = text.slice(0, end)
    text = text.slice(end + 1)
    return line
  }
  return {
    line: response.headers.get('chat-line') ?? '',
    /** The next event, or the next comment. */
    async next(kind: 'data' | 'comment'): Promise<unknown> {
      for (let line = await nextLine(); line !== undefined; line = await nextLine()) {
        if (kind === 'data' && line.startsWith('data: ')) return JSON.parse(line.slice('data: '.length))
        if (kind === 'comment' && line.startsWith(':')) return line.slice(1)
      }
      return undefined
    },
    async drain(): Promise<void> {
      while (!(await reader.read()).done);
    },
  }
}
