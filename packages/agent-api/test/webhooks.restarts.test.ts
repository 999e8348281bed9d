import { memorySessionStore } from '@chat-transport/backend'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { sharedStore } from '../../backend/test/support/shared-store.ts'
import type { WebhookPlace } from '../src/index.ts'
import { comeBack, comeIn } from './support/a-visitor.ts'
import { keptCursors, start, startBackend } from './support/start-webhooks.ts'
import { receiveWebhooks } from './support/webhook-receiver.ts'

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
})
