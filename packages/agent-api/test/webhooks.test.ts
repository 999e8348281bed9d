import { createChatBackend, memorySessionStore, type ChatBackendOptions } from '@chat-transport/backend'
import { systemClock, type Clock } from '@chat-transport/core'
import { describe, expect, test, vi } from 'vitest'
import { onCleanup } from '../../../test/support/cleanup.ts'
import { eventually } from '../../../test/support/deadline.ts'
import { noCursors } from '../src/webhooks/webhook-cursors.ts'
import { createWebhooks, type WebhookPlace, type WebhooksOptions } from '../src/index.ts'
import { sharedStore } from '../../backend/test/support/shared-store.ts'
import { comeBack, comeIn } from './support/a-visitor.ts'
import { receiveWebhooks, secret } from './support/webhook-receiver.ts'

/** Retries after a hundredth of their time. */
const hasty: Clock = { ...systemClock, after: (delayMs, run) => systemClock.after(delayMs / 100, run) }

function startBackend(options: ChatBackendOptions = {}) {
  const backend = createChatBackend({ limits: { commandsPerSecond: 100_000 }, ...options })
  onCleanup(() => backend.close())
  return backend
}

function start(options: Omit<WebhooksOptions, 'endpoints'> & { readonly url: string }) {
  const { url, ...rest } = options
  const webhooks = createWebhooks({ clock: hasty, ...rest, endpoints: [{ url, secret }] })
  onCleanup(() => webhooks.close())
  return webhooks
}

/** Places that outlive what writes them. */
function keptCursors() {
  const kept = new Map<string, WebhookPlace>()
  const key = (endpoint: string, sessionId: string) => `${endpoint} ${sessionId}`
  return {
    kept,
    list: async () => [...kept.values()],
    find: async (endpoint: string, sessionId: string) => kept.get(key(endpoint, sessionId))?.after,
    save: async (place: WebhookPlace) => void kept.set(key(place.endpoint, place.sessionId), place),
    remove: async (endpoint: string, sessionId: string) => void kept.delete(key(endpoint, sessionId)),
  }
}

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
    start({ backend, url: receiver.url, retryForMs: 50, onGivenUp })
    const { sessionId, says } = await comeIn(backend)
    await says('one')
    await says('two')
    await eventually(() => receiver.accepted.length === 2)
    expect(receiver.accepted.map(({ id }) => id)).toEqual([`${sessionId}.1`, `${sessionId}.3`])
    const endpoint = receiver.url.replace('?key=1', '')
    expect(onGivenUp.mock.calls).toEqual([[{ endpoint, sessionId, id: `${sessionId}.2` }]])
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

describe('after a restart of the server', () => {
  test('webhooks go on where they were, with cursors that are kept, before the page is back', async () => {
    const receiver = await receiveWebhooks()
    let isAway = false
    receiver.answer = (_webhook, response) => void response.writeHead(isAway ? 503 : 200).end()
    const [store, cursors] = [memorySessionStore(), keptCursors()]
    const before = startBackend({ store })
    const webhooks = start({ backend: before, url: receiver.url, cursors })
    const { sessionId, says } = await comeIn(before)
    await eventually(() => receiver.accepted.length === 1)
    isAway = true
    await says('one')
    await says('two')
    await eventually(() => receiver.attempts.length > 1)
    await webhooks.close()
    await before.close()

    isAway = false
    const after = startBackend({ store })
    start({ backend: after, url: receiver.url, cursors })
    await eventually(() => receiver.accepted.length === 3)
    expect(receiver.accepted.map(({ id }) => id)).toEqual([1, 2, 3].map((index) => `${sessionId}.${index}`))
    await after.expire(sessionId)
    await eventually(() => receiver.accepted.length === 4)
    await eventually(() => cursors.kept.size === 0)
  })

  test('nothing more is told of a session whose end was told before', async () => {
    const receiver = await receiveWebhooks()
    const [store, cursors] = [memorySessionStore(), keptCursors()]
    const before = startBackend({ store })
    const webhooks = start({ backend: before, url: receiver.url, cursors })
    const { sessionId, leaves } = await comeIn(before)
    await leaves()
    await eventually(() => receiver.accepted.length === 2 && cursors.kept.size === 0)
    await webhooks.close()
    await before.close()

    const after = startBackend({ store })
    start({ backend: after, url: receiver.url, cursors })
    await comeBack(after, sessionId)
    await after.expire(sessionId)
    await comeIn(after)
    await eventually(() => receiver.accepted.length > 2)
    expect(receiver.ofSession(sessionId).map(({ id }) => id)).toEqual([`${sessionId}.1`, `${sessionId}.2`])
  })

  test('a session from before is told of from then on, when no cursors are kept', async () => {
    const receiver = await receiveWebhooks()
    const store = memorySessionStore()
    const before = startBackend({ store })
    const { sessionId, says } = await comeIn(before)
    const startedAt = before.session(sessionId)?.startedAt ?? NaN
    await says('one')
    await before.close()

    const after = startBackend({ store })
    let read: (places: readonly WebhookPlace[]) => void = () => undefined
    const list = () => new Promise<readonly WebhookPlace[]>((resolve) => (read = resolve))
    await eventually(() => Date.now() > startedAt) // a restart takes longer than the clock's millisecond
    start({ backend: after, url: receiver.url, cursors: { ...keptCursors(), list } })
    const page = await comeBack(after, sessionId)
    await page.says('two') // before it is known that nothing was kept
    read([])
    await eventually(() => receiver.accepted.length === 1)
    expect(receiver.accepted).toMatchObject([{ type: 'message', data: { event: { content: { text: 'two' } } } }])
  })
})

describe('several servers on one store', () => {
  test('ask again where they were, when the places cannot be read', async () => {
    const receiver = await receiveWebhooks()
    const store = sharedStore()
    const cursors = keptCursors()
    const before = startBackend({ store })
    const first = start({ backend: before, url: receiver.url, cursors })
    const { sessionId, says } = await comeIn(before)
    await says('one')
    await eventually(() => [...cursors.kept.values()][0]?.after === 2)
    await first.close()
    await says('told nobody')

    const after = startBackend({ store })
    let failures = 3
    const find: typeof cursors.find = async (...of) => {
      if (failures-- > 0) throw new Error('the database is away')
      return cursors.find(...of)
    }
    const list = async () => []
    await eventually(() => Date.now() > (before.session(sessionId)?.startedAt ?? NaN)) // a session from before
    start({ backend: after, url: receiver.url, cursors: { ...cursors, list, find } })
    await comeBack(after, sessionId)
    await eventually(() => receiver.accepted.length === 3)
    expect(receiver.accepted.map(({ id }) => id)).toEqual([1, 2, 3].map((index) => `${sessionId}.${index}`))
  })

  test.each([true, false])(
    'tell of each event once while the visitor moves, with places that are shared: %s',
    async (isShared) => {
      const receiver = await receiveWebhooks()
      const store = sharedStore()
      const kept = keptCursors()
      const backends = [startBackend({ store }), startBackend({ store })] as const
      for (const backend of backends) start({ backend, url: receiver.url, cursors: isShared ? kept : noCursors })
      const ada = await comeIn(backends[0])
      await ada.says('message 0')
      await eventually(() => receiver.accepted.length === 2)
      for (let count = 1; count <= 6; count++) {
        const there = await comeBack(backends[count % 2] ?? backends[0], ada.sessionId)
        await there.says(`message ${count}`)
        await eventually(() =>
          receiver.ofSession(ada.sessionId).some(({ data }) => JSON.stringify(data).includes(`message ${count}`)),
        )
        if (isShared) await eventually(() => [...kept.kept.values()][0]?.after === count + 2)
      }
      const ids = receiver.accepted.map(({ id }) => Number(id.split('.')[1]))
      expect([...new Set(ids)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      if (isShared) expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    },
  )
})

test.each([
  ['a URL of another scheme', { url: 'ftp://example.com/' }, 'endpoints[0].url'],
  ['a URL with a password', { url: 'https://:short@example.com/' }, 'endpoints[0].url'],
  ['a secret that is none', { secret: 'whsec_short' }, 'endpoints[0].secret'],
  ['one bad secret of two', { secret: [secret, 'old'] }, 'endpoints[0].secret'],
  ['an unknown event', { events: ['typing'] }, 'endpoints[0].events'],
])('the options name what is wrong: %s', (_what, wrong, named) => {
  const backend = startBackend()
  const endpoint = { url: 'https://example.com/hooks', secret, ...wrong }
  const create = () => createWebhooks({ backend, endpoints: [endpoint as never] })
  expect(create).toThrow(named)
  expect(create).not.toThrow('short')
})
