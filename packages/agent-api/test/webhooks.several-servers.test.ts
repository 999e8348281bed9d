import type { ChatBackend } from '@chat-transport/backend'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { sharedStore } from '../../backend/test/support/shared-store.ts'
import { noCursors } from '../src/webhooks/webhook-cursors.ts'
import { comeBack, comeIn } from './support/a-visitor.ts'
import { keptCursors, start, startBackend } from './support/start-webhooks.ts'
import { receiveWebhooks } from './support/webhook-receiver.ts'

/** Servers on one store, whose webhooks go to one receiver. Their places are shared. */
async function severalServers() {
  const receiver = await receiveWebhooks()
  const store = sharedStore()
  const cursors = keptCursors()
  const told = (sessionId: string) =>
    receiver.attempts.filter(({ data }) => data.sessionId === sessionId).map(({ id }) => id.split('.')[1])
  return {
    receiver,
    store,
    cursors,
    /** The second part of the ids of all webhooks of a session, with repeats. */
    told,
    startServer() {
      const backend = startBackend({ store })
      return { backend, webhooks: start({ backend, url: receiver.url, cursors }) }
    },
    /** What the visitor says at this server has been told, and all that this server had to tell before. */
    async toldBy(backend: ChatBackend, sessionId: string, text: string) {
      const page = await comeBack(backend, sessionId)
      await page.says(text)
      await eventually(() => receiver.attempts.some(({ data }) => data.event?.content?.text === text))
      return page
    },
    isKept: (after: number) => eventually(() => [...cursors.kept.values()][0]?.after === after),
  }
}

describe('a server that starts', () => {
  test('tells nothing of a session that another server shows, until the visitor comes', async () => {
    const { cursors, isKept, startServer, told, toldBy } = await severalServers()
    const { backend } = startServer()
    const { sessionId, says, detaches } = await comeIn(backend)
    await says('one')
    await isKept(2)
    const later = startServer().backend
    await eventually(() => cursors.asked > 1)
    await says('two')
    await says('three')
    await isKept(4)
    detaches()
    await toldBy(later, sessionId, 'four')
    expect(told(sessionId)).toEqual(['1', '2', '3', '4', '5'])
  })

  test('knows a session that another server shows whose visitor is away for a moment', async () => {
    const { cursors, isKept, startServer, told, toldBy } = await severalServers()
    const { backend } = startServer()
    const { sessionId, says, detaches } = await comeIn(backend)
    await says('one')
    await isKept(2)
    detaches()
    const later = startServer().backend
    await eventually(() => cursors.asked > 1)
    await toldBy(backend, sessionId, 'two')
    await isKept(3)
    await toldBy(later, sessionId, 'three')
    expect(told(sessionId)).toEqual(['1', '2', '3', '4'])
  })

  test('lets go of a session when its visitor comes to another server', async () => {
    const { cursors, isKept, receiver, startServer, told, toldBy } = await severalServers()
    const first = startServer()
    const other = startServer().backend
    const { sessionId, says } = await comeIn(first.backend)
    await isKept(1)
    receiver.answer = (_webhook, response) => void response.writeHead(503).end()
    await says('told later')
    await eventually(() => told(sessionId).length > 1)
    await first.webhooks.close()
    await first.backend.close()
    receiver.answer = (_webhook, response) => void response.writeHead(204).end()
    receiver.attempts.length = 0
    const started = startServer().backend
    await isKept(2)
    await toldBy(other, sessionId, 'there')
    await isKept(3)
    await toldBy(started, sessionId, 'here')
    // What was under way when the first server went may come twice.
    expect([...new Set(told(sessionId))]).toEqual(['2', '3', '4'])
    expect(cursors.kept.size).toBe(1)
  })
})

describe('several servers', () => {
  test('go on where one was whose bus was silent, also when the visitor is away', async () => {
    const { isKept, receiver, startServer, store, told } = await severalServers()
    const { backend } = startServer()
    const { sessionId, says, detaches } = await comeIn(backend)
    await isKept(1)
    let isAway = true
    receiver.answer = (_webhook, response) => void response.writeHead(isAway ? 503 : 204).end()
    await says('one')
    await eventually(() => told(sessionId).length > 1)
    detaches()
    store.deafen()
    store.undeafen()
    isAway = false
    await isKept(2)
    await backend.expire(sessionId)
    await eventually(() => told(sessionId).includes('expired'))
  })

  test('tell nothing again of a session that has ended, when its visitor reads it at another', async () => {
    const { cursors, receiver, startServer, told } = await severalServers()
    const [one, other] = [startServer().backend, startServer().backend]
    const { sessionId, leaves } = await comeIn(one)
    await leaves()
    await eventually(() => told(sessionId).length === 2 && cursors.kept.size === 0)
    await comeBack(other, sessionId)
    const next = await comeIn(other, 'Grace')
    await next.leaves()
    await eventually(() => receiver.ofSession(next.sessionId).length === 2)
    await other.expire(sessionId)
    await eventually(() => cursors.kept.size === 0)
    expect(told(sessionId)).toEqual(['1', '2'])
  })
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
    if (isShared) await eventually(() => [...kept.kept.values()][0]?.after === 2)
    for (let count = 1; count <= 6; count++) {
      const there = await comeBack(backends[count % 2] ?? backends[0], ada.sessionId)
      await there.says(`message ${count}`)
      await eventually(() =>
        receiver.ofSession(ada.sessionId).some(({ data }) => JSON.stringify(data).includes(`message ${count}`)),
      )
      if (isShared) await eventually(() => [...kept.kept.values()][0]?.after === count + 2)
    }
    const ids = (isShared ? receiver.attempts : receiver.accepted).map(({ id }) => Number(id.split('.')[1]))
    expect([...new Set(ids)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    if (isShared) expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  },
)
