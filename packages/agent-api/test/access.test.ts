import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { createAgentApi } from '../src/index.ts'
import { botToken, readerToken, startApi } from './support/start-api.ts'

const long = 'another-token-that-is-long-enough-to-be-one'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a request', () => {
  test('needs a token that is known', async () => {
    const { refused } = await startApi()
    for (const token of [null, long, `${botToken}x`]) {
      const { status, body, headers } = await refused('GET', '/sessions', { token })
      expect({ status, code: body.code }).toEqual({ status: 401, code: 101 })
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('may have a token of which the server knows the hash alone', async () => {
    const { call } = await startApi({
      tokens: [
        { token: botToken, name: 'bot' },
        { tokenHash: sha256(long), name: 'hashed' },
      ],
    })
    expect((await call('GET', '/sessions', { token: long })).status).toBe(200)
    expect((await call('GET', '/sessions', { token: sha256(long) })).status).toBe(401)
  })

  test('may have a token that the application knows', async () => {
    const authenticate = vi.fn((token: string) => (token === long ? { name: 'known' } : undefined))
    const { call } = await startApi({ authenticate })
    expect((await call('GET', '/sessions', { token: long })).status).toBe(200)
    expect((await call('GET', '/sessions', { token: 'wrong' })).status).toBe(401)
    await call('GET', '/sessions')
    expect(authenticate).toHaveBeenCalledTimes(2)
  })

  test('is answered 503 when the application cannot tell, and the log has no token', async () => {
    const logged: unknown[] = []
    const logger = { debug: log, info: log, warn: log, error: log }
    function log(...parts: unknown[]) {
      logged.push(...parts)
    }
    const { refused } = await startApi({
      logger,
      authenticate: () => {
        throw new Error('the directory is away')
      },
    })
    const { status, body } = await refused('GET', '/sessions', { token: long })
    expect({ status, code: body.code }).toEqual({ status: 503, code: 100 })
    expect(String(logged)).toContain('the directory is away')
    expect(String(logged)).not.toContain(long)
  })

  test('is for what its token is for', async () => {
    const { call, visitor } = await startApi()
    const { sessionId } = await visitor()
    const token = readerToken
    expect((await call('GET', `/sessions/${sessionId}`, { token })).status).toBe(200)
    expect((await call('PUT', `/sessions/${sessionId}/participants/me`, { token })).status).toBe(403)
    expect((await call('POST', `/sessions/${sessionId}/end`, { token })).status).toBe(403)
  })
})

describe('wrong tokens of an address', () => {
  test('are answered 429 when there are too many, and a right one is let in all the same', async () => {
    const { call } = await startApi()
    const statuses: number[] = []
    for (let count = 0; count < 15; count++) statuses.push((await call('GET', '/sessions', { token: long })).status)
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(statuses.at(-1)).toBe(429)
    expect((await call('GET', '/sessions')).status).toBe(200)
  })

  test('are not put to the application when there are too many', async () => {
    const authenticate = vi.fn(() => undefined)
    const { call } = await startApi({ authenticate })
    for (let count = 0; count < 30; count++) await call('GET', '/sessions', { token: long })
    expect(authenticate.mock.calls.length).toBeLessThan(15)
  })

  test('count for the address that the option tells', async () => {
    const { call } = await startApi({ clientAddress: ({ headers }) => String(headers['x-from']) })
    const from = (address: string) => call('GET', '/sessions', { token: long, headers: { 'x-from': address } })
    for (let count = 0; count < 15; count++) await from('192.0.2.1')
    expect((await from('192.0.2.1')).status).toBe(429)
    expect((await from('192.0.2.2')).status).toBe(401)
  })
})

describe('a token', () => {
  test('has so many requests a second', async () => {
    const { call } = await startApi({ requestsPerSecond: 3 })
    const answers = await Promise.all(Array.from({ length: 30 }, () => call('GET', '/sessions')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(10)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('has so many feeds and waiting requests open', async () => {
    const { call, socket } = await startApi({ feedsPerToken: 1 })
    const open = socket()
    await once(open, 'open')
    expect((await call('POST', '/feed', { body: { wait: 0 } })).status).toBe(429)
    expect((await call('POST', '/feed', { body: { wait: 0 }, token: readerToken })).status).toBe(200)
    open.close()
    await once(open, 'close')
    await expect.poll(async () => (await call('POST', '/feed', { body: { wait: 0 } })).status).toBe(200)
  })
})

describe('a page in a browser', () => {
  test('may use the API from its own origin and from those that are listed', async () => {
    const desk = 'https://desk.example'
    const { call, origin } = await startApi({ allowedOrigins: [desk] })
    const listed = await call('GET', '/sessions', { headers: { origin: desk } })
    expect(listed.headers.get('access-control-allow-origin')).toBe(desk)
    const own = await call('GET', '/sessions', { headers: { origin } })
    expect({ status: own.status, cors: own.headers.get('access-control-allow-origin') }).toEqual({
      status: 200,
      cors: null,
    })
    expect((await call('GET', '/sessions', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })

  test.each([
    ['http', 'http', 200],
    ['http', 'https', 403],
    ['http', 'http, https', 403],
    ['https', 'https', 200],
    ['https', 'http', 200],
  ])('of %s behind a proxy that says %s is answered %i', async (scheme, forwarded, expected) => {
    const { call, origin } = await startApi()
    const headers = { origin: origin.replace('http', scheme), 'x-forwarded-proto': forwarded }
    expect((await call('GET', '/sessions', { headers })).status).toBe(expected)
  })

  test('may read that nothing is served where it has asked', async () => {
    const desk = 'https://desk.example'
    const { origin } = await startApi({ allowedOrigins: [desk] })
    const elsewhere = await fetch(`${origin}/agent`, { headers: { origin: desk } })
    expect([elsewhere.status, elsewhere.headers.get('access-control-allow-origin')]).toEqual([404, desk])
    expect(await elsewhere.json()).toMatchObject({ detail: expect.stringContaining('The agent API is at') as string })
  })

  test('is let in by a preflight from a listed origin alone', async () => {
    const desk = 'https://desk.example'
    const { url } = await startApi({ allowedOrigins: [desk] })
    const preflight = (origin: string) => fetch(`${url}/sessions`, { method: 'OPTIONS', headers: { origin } })
    const allowed = await preflight(desk)
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect((await preflight('https://evil.example')).status).toBe(403)
  })

  test('opens a WebSocket with a ticket, which is good once', async () => {
    const { call, socket } = await startApi()
    const { body } = await call<{ ticket: string }>('POST', '/ticket')
    const first = socket(`?ticket=${body.ticket}`, {})
    await once(first, 'open')
    first.close()
    const [, response] = (await once(socket(`?ticket=${body.ticket}`, {}), 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ]
    expect(response.statusCode).toBe(401)
  })

  test('of another origin opens no WebSocket, whatever it has', async () => {
    const { call, socket } = await startApi()
    const { body } = await call<{ ticket: string }>('POST', '/ticket')
    const foreign = socket(`?ticket=${body.ticket}`, { origin: 'https://evil.example' })
    const [, response] = (await once(foreign, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(response.statusCode).toBe(403)
  })
})

describe('the options', () => {
  test.each([
    ['no way to come in', { tokens: [] }, 'tokens or authenticate'],
    ['a short token', { tokens: [{ token: 'short', name: 'bot' }] }, 'tokens[0].token'],
    ['a name with a colon', { tokens: [{ token: long, name: 'a:b' }] }, 'tokens[0].name'],
    ['a hash that is none', { tokens: [{ tokenHash: 'abc', name: 'bot' }] }, 'tokens[0].tokenHash'],
    ['an unknown scope', { tokens: [{ token: long, name: 'bot', scopes: ['all'] }] }, 'tokens[0].scopes'],
    ['a path without a slash', { tokens: [{ token: long, name: 'bot' }], path: 'agent' }, 'path'],
    [
      'an origin with a path',
      { tokens: [{ token: long, name: 'bot' }], allowedOrigins: ['https://a.example/'] },
      'allowedOrigins',
    ],
  ])('name what is wrong: %s', async (_what, options, named) => {
    const { backend } = await startApi()
    const create = () => createAgentApi({ backend, ...options } as never)
    expect(create).toThrow(named)
    expect(create).not.toThrow('short"')
  })
})
