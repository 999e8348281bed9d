import { memorySessionStore } from '@chat-transport/backend'
import { describe, expect, test } from 'vitest'
import { onCleanup } from '../../../test/support/cleanup.ts'
import type { Cursors, FeedItem } from '../src/index.ts'
import { comeBack } from './support/a-visitor.ts'
import { consumer } from './support/consumer.ts'
import { startApi } from './support/start-api.ts'

type Poll = { readonly items: readonly FeedItem[]; readonly sessions: Cursors }

describe('a feed by long-polling', () => {
  test('tells what there is, and then what comes', async () => {
    const { call, visitor } = await startApi()
    const ada = await visitor('Ada')
    await ada.says('Hello')
    const { body: first } = await call<Poll>('POST', '/feed')
    expect(first.items).toMatchObject([
      { type: 'session.started', sessionId: ada.sessionId, session: { visitor: { name: 'Ada' } } },
      { type: 'event', event: { index: 1, type: 'EventParticipantJoined' } },
      { type: 'event', event: { index: 2, content: { text: 'Hello' } } },
    ])
    expect(first.sessions).toEqual({ [ada.sessionId]: 2 })

    const coming = call<Poll>('POST', '/feed', { body: { sessions: first.sessions, wait: 30 } })
    await ada.says('Anybody?')
    const { body: second } = await coming
    expect(second.items).toMatchObject([{ type: 'event', event: { index: 3 } }])
  })

  test('may be waited for by many at once, without a warning of Node', async () => {
    const { call } = await startApi({ feedsPerToken: 20 })
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    onCleanup(() => void process.off('warning', note))
    await Promise.all(Array.from({ length: 12 }, () => call<Poll>('POST', '/feed', { body: { wait: 1 } })))
    expect(warnings).toEqual([])
  })

  test('is answered without anything when its time is over', async () => {
    const { call, visitor } = await startApi()
    const { sessionId } = await visitor()
    const body = { sessions: { [sessionId]: 1 }, wait: 0 }
    expect((await call('POST', '/feed', { body })).body).toEqual({ items: [], sessions: { [sessionId]: 1 } })
  })

  test('may begin with what comes from now on', async () => {
    const { call, visitor } = await startApi()
    const before = await visitor()
    const { body } = await call<Poll>('POST', '/feed', { body: { from: 'now', wait: 0 } })
    expect(body).toEqual({ items: [], sessions: { [before.sessionId]: 1 } })
    const after = await visitor()
    const next = await call<Poll>('POST', '/feed', { body: { sessions: body.sessions } })
    expect(next.body.items[0]).toMatchObject({ type: 'session.started', sessionId: after.sessionId })
  })

  test('tells of long histories in parts, none of which is missing', async () => {
    const { call, visitor } = await startApi()
    const { sessionId, says } = await visitor()
    for (let count = 0; count < 1_200; count++) await says(`message ${count}`)
    const taken = consumer()
    let sessions: Cursors = {}
    let polls = 0
    while (sessions[sessionId] !== 1_201) {
      const { body } = await call<Poll>('POST', '/feed', { body: { sessions } })
      body.items.forEach(taken.take)
      sessions = body.sessions
      polls++
    }
    expect(polls).toBe(3)
    expect(taken.indexesOf(sessionId)).toEqual(Array.from({ length: 1_201 }, (_, place) => place + 1))
  })

  test('tells of the end, and that a session is forgotten', async () => {
    const { backend, call, visitor } = await startApi()
    const { sessionId } = await visitor()
    const { body: first } = await call<Poll>('POST', '/feed')
    await backend.session(sessionId)?.end('solved')
    const { body: second } = await call<Poll>('POST', '/feed', { body: { sessions: first.sessions } })
    expect(second.items).toMatchObject([
      { type: 'event', event: { type: 'EventSessionEnded' } },
      { type: 'session.ended', reason: 'solved' },
    ])
    await backend.expire(sessionId)
    const { body: third } = await call<Poll>('POST', '/feed', { body: { sessions: second.sessions } })
    expect(third).toEqual({ items: [{ type: 'session.expired', sessionId }], sessions: {} })
  })

  test('goes on after a restart of the server, also in sessions whose page is not back', async () => {
    const store = memorySessionStore()
    const before = await startApi({}, { store })
    const { sessionId, says } = await before.visitor()
    const { body: first } = await before.call<Poll>('POST', '/feed')
    await says('Hello')
    await before.api.close()
    await before.chat.close()

    const after = await startApi({}, { store })
    const { body: second } = await after.call<Poll>('POST', '/feed', { body: { sessions: first.sessions } })
    expect(second.items).toMatchObject([{ type: 'event', event: { index: 2, content: { text: 'Hello' } } }])
    const coming = after.call<Poll>('POST', '/feed', { body: { sessions: second.sessions, wait: 30 } })
    await (await comeBack(after.backend, sessionId)).says('I am back')
    const told = (await coming).body
    const isNews = ({ type }: FeedItem) => type === 'event'
    const rest = told.items.some(isNews)
      ? told
      : (await after.call<Poll>('POST', '/feed', { body: { sessions: told.sessions } })).body
    expect(rest.items.find(isNews)).toMatchObject({ event: { index: 3, content: { text: 'I am back' } } })
  })
})
