import fc from 'fast-check'
import { expect, test } from 'vitest'
import { once } from 'node:events'
import { botToken, startApi } from './support/start-api.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const routes = [
  '/sessions',
  '/sessions/ID',
  '/sessions/ID/events',
  '/sessions/ID/participants/robin',
  '/sessions/ID/participants/robin/messages',
  '/sessions/ID/participants/robin/messages/2',
  '/sessions/ID/participants/robin/messages/2/reactions/x',
  '/sessions/ID/participants/robin/notices',
  '/sessions/ID/participants/robin/files',
  '/sessions/ID/participants/robin/typing',
  '/sessions/ID/participants/robin/read',
  '/feed',
  '/ticket',
]

/** What the API looks for, and what it does not. */
const names = fc.constantFrom(
  ...[
    'id',
    'text',
    'content',
    'type',
    'name',
    'data',
    'upTo',
    'isTyping',
    'sessions',
    'from',
    'extra',
    'choices',
    'file',
  ],
  ...['url', 'answers', '__proto__', 'constructor', 'toString', ''],
)
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, 'text', 'choices', 'card', 'file', 'url', 'start', -1, 1e300, '\ud800', '\u0000'),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(names, tie('value'), { maxKeys: 5 }),
}))
const bodies = fc.oneof(
  value.map((given) => JSON.stringify(given)),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const parts = fc.oneof(fc.constantFrom('ID', '..', '%2e%2e', '%00', '%', '%ff', 'a:b', '__proto__'), fc.webSegment())
const paths = fc.oneof(
  fc.constantFrom(...routes),
  fc.array(parts, { maxLength: 7 }).map((all) => `/${all.join('/')}`),
)
const queries = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map((query) => `?${query}`),
  fc.constantFrom(
    '?after=1&limit=5',
    '?wait=0',
    '?limit=1e9',
    '?after=%ff',
    '?name=x',
    '?name=x&type=y/z',
    '?limit=5&limit=6',
  ),
)

test('whatever it is asked, the API answers, and never with a failure of its own', { timeout: 60_000 }, async () => {
  const failures: unknown[] = []
  const fail = (...parts: unknown[]) => void failures.push(parts)
  const quiet = () => undefined
  const { url, visitor, call, backend } = await startApi({
    logger: { debug: quiet, info: quiet, warn: fail, error: fail },
  })
  const { sessionId, says } = await visitor()
  await says('Hello')
  await call('PUT', `/sessions/${sessionId}/participants/robin`)
  const asked = fc.record({
    method: fc.constantFrom(...methods),
    path: paths,
    query: queries,
    body: bodies,
    key: fc.boolean(),
  })
  let keys = 0
  await fc.assert(
    fc.asyncProperty(asked, async ({ method, path, query, body, key }) => {
      const scope = AbortSignal.timeout(1_000) // for feeds that wait
      const response = await fetch(url + path.replaceAll('ID', sessionId) + query, {
        method,
        headers: {
          authorization: `Bearer ${botToken}`,
          'content-type': 'application/json',
          ...(key && { 'idempotency-key': `key ${keys++}` }),
        },
        ...(method !== 'GET' && { body: path === '/feed' && body === '{}' ? '{"wait":0}' : body }),
        signal: scope,
      }).catch((cause: unknown) => (scope.aborted ? undefined : Promise.reject(cause as Error)))
      if (!response) return
      expect(response.status, `${method} ${path}${query} ${body}`).toBeLessThan(500)
      if (response.status >= 400)
        expect(await response.json()).toMatchObject({ status: response.status, detail: expect.any(String) as string })
    }),
    { numRuns: 1_500 },
  )
  expect(failures).toEqual([])
  expect(backend.session(sessionId)).toBeDefined()
})

test('whatever a WebSocket is sent, the API goes on', { timeout: 60_000 }, async () => {
  const { socket, call } = await startApi({ feedsPerToken: 1_000 })
  const calls = fc.record(
    {
      type: fc.constantFrom('call', 'subscribe'),
      id: leaf,
      operation: fc.constantFrom('join', 'sendMessage', 'getSession', 'readFeed', 'toString'),
      path: value,
      query: value,
      body: value,
    },
    { requiredKeys: [] },
  )
  const messages = fc.oneof(
    calls.map((given) => JSON.stringify(given)),
    bodies,
    fc.uint8Array({ maxLength: 20 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(messages, { minLength: 1, maxLength: 5 }), async (sent) => {
      const open = socket()
      open.on('message', (data) => expect(String(data)).not.toContain('"status":500'))
      await once(open, 'open')
      for (const message of sent) open.send(message)
      open.close()
      await once(open, 'close')
    }),
    { numRuns: 300 },
  )
  expect((await call('GET', '/sessions')).status).toBe(200)
})
