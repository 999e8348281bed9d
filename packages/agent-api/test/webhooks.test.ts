import { systemClock, type Clock } from '@chat-transport/core'
import { describe, expect, test, vi } from 'vitest'
import { onCleanup } from '../../../test/support/cleanup.ts'
import { eventually } from '../../../test/support/deadline.ts'
import { createWebhooks } from '../src/index.ts'
import { comeIn } from './support/a-visitor.ts'
import { hasty, start, startBackend } from './support/start-webhooks.ts'
import { receiveWebhooks, secret } from './support/webhook-receiver.ts'

describe('webhooks', () => {
  test('tell of a start, of what the visitor says and of the end, signed by Standard Webhooks', async () => {
    const receiver = await receiveWebhooks()
    const backend = startBackend()
    start({ backend, url: receiver.url })
    const ada = await comeIn(backend, 'Ada')
    await ada.says('Hello')
    await backend.session(ada.sessionId)?.join({ name: 'Robin' }).say('not for webhooks')
    await backend.session(ada.sessionId)?.end('solved')
    await eventually(() => receiver.accepted.length === 3)
    expect(receiver.accepted).toMatchObject([
      { id: `${ada.sessionId}.1`, type: 'session.started', data: { session: { visitor: { name: 'Ada' } } } },
      { id: `${ada.sessionId}.2`, type: 'message', data: { event: { content: { text: 'Hello' } } } },
      { id: `${ada.sessionId}.5`, type: 'session.ended', data: { reason: 'solved' } },
    ])
    expect(receiver.attempts).toHaveLength(3)
  })

  test('tell that nobody has come back', async () => {
    const receiver = await receiveWebhooks()
    const backend = startBackend()
    start({ backend, url: receiver.url })
    const { sessionId } = await comeIn(backend)
    await eventually(() => receiver.accepted.length === 1)
    await backend.expire(sessionId)
    await eventually(() => receiver.accepted.length === 2)
    expect(receiver.accepted[1]).toMatchObject({
      id: `${sessionId}.expired`,
      type: 'session.ended',
      data: { reason: 'expired' },
    })
  })

  test(
    'are delivered once and in order for each session, while every third attempt fails',
    { timeout: 30_000 },
    async () => {
      const receiver = await receiveWebhooks()
      receiver.answer = (_webhook, response) => {
        if (receiver.attempts.length % 3 === 0) response.socket?.resetAndDestroy()
        else response.writeHead(receiver.attempts.length % 7 === 0 ? 500 : 200).end()
      }
      const backend = startBackend()
      start({ backend, url: receiver.url })
      const visitors = await Promise.all(Array.from({ length: 15 }, () => comeIn(backend)))
      await Promise.all(
        visitors.map(async ({ says, leaves }) => {
          for (let count = 0; count < 10; count++) await says(`message ${count}`)
          await leaves()
        }),
      )
      await eventually(() => receiver.accepted.length === 15 * 12, 25_000)
      for (const { sessionId } of visitors) {
        const indexes = receiver.ofSession(sessionId).map(({ id }) => Number(id.split('.')[1]))
        expect(indexes).toEqual(Array.from({ length: 12 }, (_, place) => place + 1))
      }
    },
  )

  test('to an endpoint that is away are delivered when it is back, and to the others meanwhile', async () => {
    const [away, there] = [await receiveWebhooks(), await receiveWebhooks()]
    let isAway = true
    away.answer = (_webhook, response) => void response.writeHead(isAway ? 503 : 200).end()
    const backend = startBackend()
    const endpoints = [
      { url: away.url, secret },
      { url: there.url, secret, events: ['message'] as const },
    ]
    const webhooks = createWebhooks({ backend, endpoints, clock: hasty })
    onCleanup(() => webhooks.close())
    const { says } = await comeIn(backend)
    for (const text of ['one', 'two', 'three']) await says(text)
    await eventually(() => there.accepted.length === 3)
    expect(away.accepted).toEqual([])
    isAway = false
    await eventually(() => away.accepted.length === 4)
    expect(away.accepted.map(({ type }) => type)).toEqual(['session.started', 'message', 'message', 'message'])
  })

  test('wait before they are tried again, whatever is said meanwhile', async () => {
    const receiver = await receiveWebhooks()
    const answers: (() => void)[] = []
    receiver.answer = (_webhook, response) => void answers.push(() => response.writeHead(503).end())
    const waits: number[] = []
    const clock: Clock = {
      ...systemClock,
      after(delayMs, run) {
        if (delayMs > 1_000) return systemClock.after(delayMs, run) // the time that an attempt may take
        waits.push(delayMs)
        return () => undefined
      },
    }
    const backend = startBackend()
    start({ backend, url: receiver.url, clock })
    const { says } = await comeIn(backend)
    await eventually(() => answers.length === 1)
    await says('while the first attempt is under way')
    answers[0]?.()
    await eventually(() => waits.length > 0)
    await says('while it waits')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([receiver.attempts.length, waits.length]).toEqual([1, 1])
  })

  test('are given up after their time, and the next ones are delivered', async () => {
    const receiver = await receiveWebhooks()
    receiver.answer = ({ id }, response) => void response.writeHead(id.endsWith('.2') ? 400 : 200).end()
    const backend = startBackend()
    const onGivenUp = vi.fn()
    const webhooks = start({ backend, url: receiver.url, retryForMs: 50, onGivenUp })
    const { sessionId, says } = await comeIn(backend)
    await says('one')
    await says('two')
    await eventually(() => receiver.accepted.length === 2)
    expect(receiver.accepted.map(({ id }) => id)).toEqual([`${sessionId}.1`, `${sessionId}.3`])
    const endpoint = receiver.url.replace('?key=1', '')
    expect(onGivenUp.mock.calls).toEqual([[{ endpoint, sessionId, id: `${sessionId}.2` }]])
    expect(webhooks.counts[endpoint]?.givenUp).toBe(1)
  })

  test('are counted: what waits, what was delivered, what has failed', async () => {
    const receiver = await receiveWebhooks()
    let isAway = true
    receiver.answer = (_webhook, response) => void response.writeHead(isAway ? 503 : 200).end()
    const backend = startBackend()
    const webhooks = start({ backend, url: receiver.url })
    const counts = () => webhooks.counts[receiver.url.replace('?key=1', '')]
    const nothing = { delivered: 0, failedAttempts: 0, givenUp: 0, waitingSessions: 0 }
    expect(counts()).toEqual(nothing)

    await Promise.all([comeIn(backend), comeIn(backend)])
    await eventually(() => counts()?.waitingSessions === 2)
    expect(counts()).toMatchObject({ delivered: 0, givenUp: 0 })
    isAway = false
    await eventually(() => counts()?.delivered === 2)
    expect(counts()).toEqual({ ...nothing, delivered: 2, failedAttempts: receiver.attempts.length - 2 })
  })

  test('that wait for a place among those that are under way are counted too', async () => {
    const receiver = await receiveWebhooks()
    const answers: (() => void)[] = []
    receiver.answer = (_webhook, response) => void answers.push(() => response.writeHead(200).end())
    const backend = startBackend()
    const webhooks = start({ backend, url: receiver.url, maxConcurrent: 1 })
    await Promise.all([comeIn(backend), comeIn(backend), comeIn(backend)])
    await eventually(() => answers.length === 1)
    expect(Object.values(webhooks.counts)).toMatchObject([{ waitingSessions: 2 }])
  })

  test('go nowhere else: a redirect is a failure', async () => {
    const [receiver, elsewhere] = [await receiveWebhooks(), await receiveWebhooks()]
    receiver.answer = (_webhook, response) => void response.writeHead(307, { location: elsewhere.url }).end()
    const backend = startBackend()
    start({ backend, url: receiver.url })
    await comeIn(backend)
    await eventually(() => receiver.attempts.length > 2)
    expect(elsewhere.attempts).toEqual([])
  })

  test('are tried again when an endpoint does not answer in time', async () => {
    const receiver = await receiveWebhooks()
    receiver.answer = (_webhook, response) => {
      if (receiver.attempts.length > 1) response.writeHead(200).end()
    }
    const backend = startBackend()
    start({ backend, url: receiver.url, timeoutMs: 5_000 }) // 50 ms by the hasty clock
    await comeIn(backend)
    await eventually(() => receiver.accepted.length === 1)
  })
})

test.each([
  ['a URL of another scheme', { url: 'ftp://example.com/' }, 'endpoints[0].url'],
  ['a URL with a password', { url: 'https://:short@example.com/' }, 'endpoints[0].url'],
  ['a secret that is none', { secret: 'whsec_short' }, 'endpoints[0].secret'],
  ['one bad secret of two', { secret: [secret, 'old'] }, 'endpoints[0].secret'],
  [
    'an option that there is not',
    { event: ['message'] },
    'endpoints[0].event: there is no such option. Did you mean events?',
  ],
  ['an unknown event', { events: ['typing'] }, 'endpoints[0].events'],
])('the options name what is wrong: %s', (_what, wrong, named) => {
  const backend = startBackend()
  const endpoint = { url: 'https://example.com/hooks', secret, ...wrong }
  const create = () => createWebhooks({ backend, endpoints: [endpoint as never] })
  expect(create).toThrow(named)
  expect(create).not.toThrow('short')
})
