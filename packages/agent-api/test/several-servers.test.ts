import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { eventually } from '../../../test/support/deadline.ts'
import { placesOfSessions } from '../../../test/support/places-of-sessions.ts'
import { comeBack } from './support/a-visitor.ts'
import { consumer, subscribe } from './support/consumer.ts'
import { startApi } from './support/start-api.ts'

describe.each(['memory', 'Valkey'] as const)('two servers with their sessions in %s', (place) => {
  async function twoServers() {
    const nextStore = await placesOfSessions[place]()
    return {
      one: await startApi({}, { store: await nextStore() }),
      other: await startApi({}, { store: await nextStore() }),
    }
  }

  /** A consumer of one server's feed. */
  function follow(api: Awaited<ReturnType<typeof startApi>>) {
    const taken = consumer()
    const socket = subscribe(api, taken)
    return { ...taken, isOpen: () => eventually(() => socket.readyState === WebSocket.OPEN) }
  }

  test('each list and tell of the sessions alone whose visitors came to them', async () => {
    const { one, other } = await twoServers()
    const [atOne, atOther] = [follow(one), follow(other)]
    await Promise.all([atOne.isOpen(), atOther.isOpen()])
    const ada = await one.visitor()
    const bob = await other.visitor('Bob')
    await ada.says('Hello')
    await bob.says('Hello')
    await eventually(() => atOne.cursors[ada.sessionId] === 2 && atOther.cursors[bob.sessionId] === 2)
    expect([Object.keys(atOne.cursors), Object.keys(atOther.cursors)]).toEqual([[ada.sessionId], [bob.sessionId]])
    const lists = await Promise.all([one, other].map((server) => server.call('GET', '/sessions')))
    expect(lists.map(({ body }) => body)).toMatchObject([
      { sessions: [{ id: ada.sessionId }] },
      { sessions: [{ id: bob.sessionId }] },
    ])
  })

  test('carry out calls for the sessions of the other, once for both', async () => {
    const { one, other } = await twoServers()
    const { sessionId } = await one.visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    const answers = []
    for (const server of [other, one, other]) {
      await server.call('PUT', me)
      answers.push(await server.call('POST', `${me}/messages`, { key: 'reply-1', body: { text: 'Hello' } }))
    }
    expect(answers.map(({ body }) => body['index'])).toEqual([3, 3, 3])
    const said = await one.call('GET', `/sessions/${sessionId}/events`)
    expect(said.body).toMatchObject({ head: 3 })
  })

  test('both tell of a session whose visitor moves: the next from its beginning, the one before as well as it did', async () => {
    const { one, other } = await twoServers()
    const [atOne, atOther] = [follow(one), follow(other)]
    await Promise.all([atOne.isOpen(), atOther.isOpen()])
    const ada = await one.visitor()
    await ada.says('at one')
    await eventually(() => atOne.cursors[ada.sessionId] === 2)
    const there = await comeBack(other.backend, ada.sessionId)
    await there.says('at the other')
    await eventually(() => atOne.cursors[ada.sessionId] === 3 && atOther.cursors[ada.sessionId] === 3)
    for (const taken of [atOne, atOther]) expect(taken.indexesOf(ada.sessionId)).toEqual([1, 2, 3])
    expect(atOther.items[0]).toMatchObject({ type: 'session.started', sessionId: ada.sessionId })
  })

  test('tell of a session that the other has whoever names it', async () => {
    const { one, other } = await twoServers()
    const { sessionId, says } = await one.visitor()
    await says('Hello')
    const unnamed = await other.call('POST', '/feed', { body: { wait: 0 } })
    expect(unnamed.body).toEqual({ items: [], sessions: {} })
    const { body } = await other.call<{ items: unknown[]; sessions: object }>('POST', '/feed', {
      body: { sessions: { [sessionId]: 1 }, wait: 0 },
    })
    expect(body.items[0]).toMatchObject({ type: 'event', event: { index: 2 } })
    expect(body.sessions).toEqual({ [sessionId]: 2 })
  })
})
