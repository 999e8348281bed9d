import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { createAgentApi } from '../src/index.ts'
import { botToken, startApi } from './support/start-api.ts'

describe('a request that is not right', () => {
  test.each([
    ['bad JSON', '{"text": }', 'expected a value'],
    ['an unknown field', '{"text":"Hi","colour":"red"}', 'body.colour'],
    ['a field of another type', '{"text":7}', 'body.text'],
    ['neither text nor content', '{}', 'either'],
    ['a list', '[]', 'body'],
    ['content of an unknown type', '{"content":{"type":"nonsense"}}', 'content.type'],
    ['nested too deeply', `{"content":{"type":"text","text":${'['.repeat(2_000)}${']'.repeat(2_000)}}}`, 'levels'],
  ])('is told where: %s', async (_what, text, named) => {
    const { call, refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    await call('PUT', me)
    const headers = { 'content-type': 'application/json' }
    const { body } = await refused('POST', `${me}/messages`, { key: '1', body: text, headers })
    expect(body.status).toBe(400)
    expect(body.detail).toContain(named)
  })

  test('is too large, of another type, of another method, or for nothing that is there', async () => {
    const { refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    const large = { key: '1', body: { text: 'x'.repeat(100_000) } }
    expect((await refused('POST', `${me}/messages`, large)).status).toBe(413)
    const plain = { key: '1', body: 'Hi', headers: { 'content-type': 'text/plain' } }
    expect((await refused('POST', `${me}/messages`, plain)).status).toBe(415)
    const wrong = await refused('DELETE', '/sessions')
    expect({ status: wrong.status, allow: wrong.headers.get('allow') }).toEqual({ status: 405, allow: 'GET' })
    expect((await refused('GET', '/nothing')).status).toBe(404)
    expect((await refused('GET', '/sessions?colour=red')).body.detail).toContain('query.colour')
    expect((await refused('GET', '/sessions?limit=0')).body.detail).toContain('query.limit')
    expect((await refused('GET', '/sessions?after=nonsense')).body.detail).toContain('query.after')
    expect((await refused('GET', '/sessions/%')).status).toBe(404)
  })

  test('has an emoji of more bytes than one may have', async () => {
    const { call, refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    await call('PUT', me)
    const reaction = `${me}/messages/1/reactions/${encodeURIComponent('👍'.repeat(17))}`
    const { body } = await refused('PUT', reaction, { key: '1' })
    expect(body).toMatchObject({ status: 400, detail: expect.stringContaining('path.emoji') as string })
  })

  test('has no name by which a repeat would be recognized', async () => {
    const { refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    const messages = `/sessions/${sessionId}/participants/robin/messages`
    expect((await refused('POST', messages, { body: { text: 'Hi' } })).body).toMatchObject({ status: 400, code: 2 })
    const differing = { key: 'a', body: { id: 'b', text: 'Hi' } }
    expect((await refused('POST', messages, differing)).body).toMatchObject({ status: 400, code: 3 })
  })

  test('has a body that does not come, is told so, and loses its connection', async () => {
    const { url, httpServer } = await startApi({ bodyTimeoutMs: 100 })
    const authorization = `Bearer ${botToken}`
    const request = httpRequest(`${url}/feed`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
    })
    const connected = once(httpServer, 'connection')
    request.write('{')
    const [socket] = (await connected) as [Socket]
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    expect([answer.statusCode, answer.headers.connection]).toEqual([408, 'close'])
    await eventually(() => socket.destroyed)
  })
})

describe('what is beside the API on its HTTP server', () => {
  test('is not touched: the chat, and the listeners of the application', async () => {
    const { httpServer, origin, api } = await startApi()
    httpServer.on('request', (_request, response) => response.end('the site'))
    expect(await (await fetch(`${origin}/`)).text()).toBe('the site')
    expect((await fetch(`${origin}/cometd`, { method: 'GET' })).status).toBe(405)
    await api.close()
    expect(await (await fetch(`${origin}/`)).text()).toBe('the site')
  })

  test('does not answer for it once it is closed: who asks is to come back, to the next one', async () => {
    const { httpServer, backend, api, chat, call, origin } = await startApi()
    await api.close()
    await chat.close()
    for (const [method, route] of [
      ['GET', '/sessions'],
      ['POST', '/feed'],
    ] as const)
      expect((await call(method, route)).status).toBe(503)
    httpServer.on('request', (_request, response) => response.end('the site'))
    expect((await call('GET', '/sessions')).status).toBe(503)
    expect(await (await fetch(`${origin}/`)).text()).toBe('the site')
    const next = createAgentApi({ backend, tokens: [{ token: botToken, name: 'bot' }] }).attach(httpServer)
    onTestFinished(() => next.close())
    expect((await call('GET', '/sessions')).status).toBe(200)
  })
})
