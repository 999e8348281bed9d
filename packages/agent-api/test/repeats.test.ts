import { memorySessionStore, wrapStore } from '@chat-transport/backend'
import { textOf } from '@chat-transport/core'
import type { TranscriptEvent } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { comeBack } from './support/a-visitor.ts'
import { startApi } from './support/start-api.ts'

const textsOf = (events: readonly TranscriptEvent[] = []) =>
  events.flatMap((event) => (event.type === 'EventMessage' ? [textOf(event.content)] : []))

test('a send that is repeated has one event, and the same answer', async () => {
  const { backend, call, visitor } = await startApi()
  const { sessionId } = await visitor()
  const me = `/sessions/${sessionId}/participants/robin`
  await call('PUT', me)
  const send = () => call('POST', `${me}/messages`, { key: 'reply-1', body: { text: 'Hello' } })
  const answers = await Promise.all([send(), send(), send()])
  for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 200, body: answers[0]?.body })
  expect(textsOf(await backend.session(sessionId)?.transcript())).toEqual(['Hello'])
})

test('a send may have its id in the body or in the header, also one and then the other', async () => {
  const { call, visitor } = await startApi()
  const { sessionId } = await visitor()
  const me = `/sessions/${sessionId}/participants/robin`
  await call('PUT', me)
  const first = await call('POST', `${me}/messages`, { body: { id: 'a', text: 'Hello' } })
  expect((await call('POST', `${me}/messages`, { key: 'a', body: { text: 'Hello' } })).body).toEqual(first.body)
})

test('every call that has an event may be repeated, also after the participant has left and the session has ended', async () => {
  const { call, visitor } = await startApi()
  const { sessionId } = await visitor()
  const me = `/sessions/${sessionId}/participants/robin`
  await call('PUT', me)
  const calls = [
    ['POST', `${me}/messages`, { text: 'Helo' }],
    ['PATCH', `${me}/messages/3`, { text: 'Hello' }],
    ['PUT', `${me}/messages/3/reactions/${encodeURIComponent('👍')}`, undefined],
    ['DELETE', `${me}/messages/3/reactions/${encodeURIComponent('👍')}`, undefined],
    ['DELETE', `${me}/messages/3`, undefined],
    ['POST', `${me}/notices`, { name: 'form' }],
  ] as const
  const callAll = async () => {
    const bodies: unknown[] = []
    for (const [place, [method, route, body]] of calls.entries())
      bodies.push((await call(method, route, { key: `call ${place}`, ...(body && { body }) })).body)
    return bodies
  }
  const first = await callAll()
  expect(first.map((event) => (event as TranscriptEvent).index)).toEqual([3, 4, 5, 6, 7, 8])
  expect(await callAll()).toEqual(first)
  await call('DELETE', me)
  expect(await callAll()).toEqual(first)
  await call('POST', `/sessions/${sessionId}/end`)
  expect(await callAll()).toEqual(first)
})

test('an id that another call had is 422', async () => {
  const { call, refused, visitor } = await startApi()
  const { sessionId } = await visitor()
  const me = `/sessions/${sessionId}/participants/robin`
  await call('PUT', me)
  await call('POST', `${me}/messages`, { key: 'a', body: { text: 'Hello' } })
  const other = await refused('POST', `${me}/messages`, { key: 'a', body: { text: 'Good bye' } })
  expect(other.body).toMatchObject({ status: 422, code: 3 })
  await call('DELETE', me)
  expect((await refused('POST', `${me}/notices`, { key: 'a', body: { name: 'form' } })).status).toBe(422)
})

test('a send is repeated after a restart of the server, before the page is back', async () => {
  const store = memorySessionStore()
  const before = await startApi({}, { store })
  const { sessionId } = await before.visitor()
  const me = `/sessions/${sessionId}/participants/robin`
  await before.call('PUT', me)
  const send = { key: 'reply-1', body: { text: 'Hello' } }
  const first = await before.call('POST', `${me}/messages`, send)
  await before.api.close()
  await before.chat.close()

  const after = await startApi({}, { store })
  expect((await after.call('PUT', me)).status).toBe(200)
  expect((await after.call('POST', `${me}/messages`, send)).body).toEqual(first.body)
  expect((await after.call('POST', `${me}/messages`, { key: 'reply-2', body: { text: 'Still here?' } })).status).toBe(
    200,
  )
  const page = await comeBack(after.backend, sessionId)
  const shown = () => textsOf(page.received.filter((event): event is TranscriptEvent => 'index' in event))
  expect(await eventually(() => shown().length > 1 && shown())).toEqual(['Hello', 'Still here?'])
})

test('a store that loses its answers is 503, and a repeat has one event all the same', async () => {
  let isLosing = false
  const store = wrapStore(memorySessionStore(), async (call, run) => {
    const result = await run()
    if (isLosing && (call === 'append' || call === 'committed')) throw new Error('the answer was lost')
    return result
  })
  const { backend, call, refused, visitor } = await startApi({}, { store })
  const { sessionId } = await visitor()
  const me = `/sessions/${sessionId}/participants/robin`
  await call('PUT', me)
  isLosing = true
  const send = { key: 'a', body: { text: 'Hello' } }
  const lost = await refused('POST', `${me}/messages`, send)
  expect(lost.body).toMatchObject({ status: 503, code: 100 })
  expect(Number(lost.headers.get('retry-after'))).toBeGreaterThan(0)
  isLosing = false
  expect((await call('POST', `${me}/messages`, send)).status).toBe(200)
  expect(textsOf(await backend.session(sessionId)?.transcript())).toEqual(['Hello'])
})
