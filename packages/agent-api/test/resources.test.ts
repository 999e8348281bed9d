import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TranscriptEvent } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { onCleanup } from '../../../test/support/cleanup.ts'
import { startApi } from './support/start-api.ts'

type Session = { readonly id: string; readonly head: number; readonly visitor: { readonly name: string } }
type Page = { readonly sessions: readonly Session[]; readonly next?: string }
type Events = { readonly events: readonly TranscriptEvent[]; readonly head: number }

describe('sessions', () => {
  test('are listed a page at a time, each once, also while they come and go', async () => {
    const { backend, call, visitor } = await startApi()
    const ids: string[] = []
    for (let count = 0; count < 7; count++) ids.push((await visitor()).sessionId)
    const seen: string[] = []
    let after: string | undefined
    do {
      const query = after === undefined ? '' : `&after=${after}`
      const { body }: { body: Page } = await call<Page>('GET', `/sessions?limit=2${query}`)
      seen.push(...body.sessions.map(({ id }) => id))
      after = body.next
      if (seen.length === 2) await backend.expire(seen[1] ?? '')
    } while (after !== undefined)
    expect(new Set(seen)).toEqual(new Set(ids))
    expect(seen).toHaveLength(ids.length)
  })

  test('are listed by their status', async () => {
    const { backend, call, visitor } = await startApi()
    const open = await visitor()
    const over = await visitor()
    await backend.session(over.sessionId)?.end()
    const listed = async (status: string) =>
      (await call<Page>('GET', `/sessions?status=${status}`)).body.sessions.map(({ id }) => id)
    expect(await listed('open')).toEqual([open.sessionId])
    expect(await listed('ended')).toEqual([over.sessionId])
  })

  test('are shown with all that agents know of them', async () => {
    const { call, visitor } = await startApi()
    const { sessionId } = await visitor('Ada')
    const { body } = await call('GET', `/sessions/${sessionId}`)
    expect(body).toMatchObject({
      id: sessionId,
      status: 'open',
      attached: true,
      head: 1,
      visitor: { name: 'Ada' },
      userData: {},
    })
  })

  test('that nobody knows are 404, and 410 when they are over', async () => {
    const { backend, refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    expect((await refused('GET', '/sessions/nobody')).body).toMatchObject({ status: 404, code: 50 })
    await backend.expire(sessionId)
    expect((await refused('GET', `/sessions/${sessionId}`)).body).toMatchObject({ status: 410, code: 50 })
  })

  test('are ended once, with a reason', async () => {
    const { call, visitor } = await startApi()
    const { sessionId } = await visitor()
    const first = await call('POST', `/sessions/${sessionId}/end`, { body: { reason: 'solved' } })
    expect(first.body).toMatchObject({ type: 'EventSessionEnded', reason: 'solved' })
    expect((await call('POST', `/sessions/${sessionId}/end`)).body).toEqual(first.body)
  })
})

describe('events', () => {
  test('are read after an index, so many at a time', async () => {
    const { call, visitor } = await startApi()
    const { sessionId, says } = await visitor()
    for (const text of ['one', 'two', 'three']) await says(text)
    const { body } = await call<Events>('GET', `/sessions/${sessionId}/events?after=1&limit=2`)
    expect(body.events.map(({ index }) => index)).toEqual([2, 3])
    expect(body.head).toBe(4)
  })

  test('are waited for', async () => {
    const { call, visitor, waitForRequest } = await startApi()
    const { sessionId, says } = await visitor()
    const coming = call<Events>('GET', `/sessions/${sessionId}/events?after=1&wait=30`)
    await waitForRequest()
    await says('here I am')
    expect((await coming).body.events).toMatchObject([{ content: { text: 'here I am' } }])
  })

  test('are not waited for when the session ends without one', async () => {
    const { backend, call, visitor, waitForRequest } = await startApi()
    const { sessionId } = await visitor()
    const coming = call<Events>('GET', `/sessions/${sessionId}/events?after=1&wait=30`)
    await waitForRequest()
    await backend.expire(sessionId)
    expect((await coming).body.events).toEqual([])
  })

  test('are no longer waited for when the API is closed', async () => {
    const { api, call, visitor, waitForRequest } = await startApi()
    const { sessionId } = await visitor()
    const coming = call<Events>('GET', `/sessions/${sessionId}/events?after=1&wait=30`)
    await waitForRequest()
    await api.close()
    expect((await coming).body.events).toEqual([])
  })
})

describe('a participant', () => {
  test('joins once, however often, and leaves once', async () => {
    const { backend, call, visitor } = await startApi()
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    const joined = await call('PUT', me)
    expect(joined.body).toMatchObject({ id: 'bot:robin', name: 'Robin', type: 'external' })
    expect((await call('PUT', me)).body).toEqual(joined.body)
    expect((await call('DELETE', `${me}?reason=done`)).status).toBe(204)
    expect((await call('DELETE', me)).status).toBe(204)
    const types = (await backend.session(sessionId)?.transcript())?.map(({ type }) => type)
    expect(types).toEqual(['EventParticipantJoined', 'EventParticipantJoined', 'EventParticipantLeft'])
  })

  test('is who the request says', async () => {
    const { call, refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/grace`
    const body = { name: 'Grace', type: 'agent', avatarUrl: 'https://example.com/g.png', extra: { team: 'night' } }
    expect((await call('PUT', me, { body })).body).toEqual({ id: 'bot:grace', ...body })
    expect((await refused('PUT', me, { body: { name: 'Ada' } })).body).toMatchObject({ status: 409, code: 52 })
  })

  test('speaks after having joined', async () => {
    const { refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    const { body } = await refused('POST', `/sessions/${sessionId}/participants/robin/messages`, {
      key: '1',
      body: { text: 'Hi' },
    })
    expect(body).toMatchObject({ status: 409, code: 52 })
  })

  test('says, edits, deletes, reacts, notices, types and reads', async () => {
    const { call, visitor } = await startApi()
    const { sessionId, says, received } = await visitor()
    await says('Hello')
    const me = `/sessions/${sessionId}/participants/robin`
    await call('PUT', me)
    const choices = { type: 'choices', text: 'Which?', choices: [{ label: 'L', value: 'l' }] }
    expect((await call('POST', `${me}/messages`, { key: '1', body: { content: choices } })).body).toMatchObject({
      type: 'EventMessage',
      index: 4,
      content: choices,
    })
    await call('POST', `${me}/messages`, { body: { id: '2', text: 'Helo' } })
    await call('PATCH', `${me}/messages/5`, { key: '3', body: { text: 'Hello' } })
    await call('PUT', `${me}/messages/2/reactions/${encodeURIComponent('👍')}`, { key: '4' })
    await call('DELETE', `${me}/messages/2/reactions/${encodeURIComponent('👍')}`, { key: '5' })
    await call('DELETE', `${me}/messages/5`, { key: '6' })
    await call('POST', `${me}/notices`, { key: '7', body: { name: 'form', data: { id: 7 } } })
    expect((await call('PUT', `${me}/typing`, { body: { isTyping: true } })).status).toBe(204)
    expect((await call('PUT', `${me}/read`, { body: { upTo: 4 } })).status).toBe(204)
    expect(received.slice(1)).toMatchObject([
      { type: 'EventMessage', content: { text: 'Hello' } },
      { type: 'EventParticipantJoined' },
      { type: 'EventMessage', content: choices },
      { type: 'EventMessage', content: { text: 'Helo' } },
      { type: 'EventMessageEdited', target: 5, content: { text: 'Hello' } },
      { type: 'EventReaction', target: 2, emoji: '👍', on: true },
      { type: 'EventReaction', target: 2, emoji: '👍', on: false },
      { type: 'EventMessageDeleted', target: 5 },
      { type: 'EventNotice', notice: { name: 'form', data: { id: 7 } } },
      { type: 'EventTyping', isTyping: true },
      { type: 'EventRead', upTo: 4 },
    ])
  })

  test('may not do to a message what cannot be done', async () => {
    const { refused, call, visitor } = await startApi()
    const { sessionId, says } = await visitor()
    await says('Hello')
    const me = `/sessions/${sessionId}/participants/robin`
    await call('PUT', me)
    const edit = (index: number) =>
      refused('PATCH', `${me}/messages/${index}`, { key: `e${index}`, body: { text: 'x' } })
    expect((await edit(2)).body).toMatchObject({ status: 409, code: 3 })
    expect((await edit(99)).body).toMatchObject({ status: 409, code: 3 })
    expect((await refused('PUT', `${me}/read`, { body: { upTo: 99 } })).body).toMatchObject({ status: 400, code: 3 })
  })

  test('deletes what others have said with the scope for it alone', async () => {
    const writer = 'writer-token-0123456789abcdefghijklmn'
    const bot = 'bot-token-0123456789abcdefghijklmnop'
    const { call, visitor } = await startApi({
      tokens: [
        { token: bot, name: 'bot' },
        { token: writer, name: 'writer', scopes: ['read', 'write'] },
      ],
    })
    const { sessionId, says } = await visitor()
    await says('Hello')
    const me = `/sessions/${sessionId}/participants/robin`
    const token = writer
    await call('PUT', me, { token })
    expect((await call('DELETE', `${me}/messages/2`, { key: '1', token })).status).toBe(403)
    await call('POST', `${me}/messages`, { key: '2', body: { text: 'mine' }, token })
    expect((await call('DELETE', `${me}/messages/4`, { key: '3', token })).status).toBe(200)
  })

  test('of one token is no business of another', async () => {
    const other = 'other-token-0123456789abcdefghijklmno'
    const bot = 'bot-token-0123456789abcdefghijklmnop'
    const { call, visitor } = await startApi({
      tokens: [
        { token: bot, name: 'bot' },
        { token: other, name: 'other' },
      ],
    })
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    await call('PUT', me)
    expect((await call('POST', `${me}/messages`, { key: '1', body: { text: 'Hi' }, token: other })).status).toBe(409)
  })

  test('sends a file, whose bytes stream in', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'agent-api-'))
    const { call, visitor, origin } = await startApi({}, { files: { directory } })
    onCleanup(() => rm(directory, { recursive: true, force: true }))
    const { sessionId } = await visitor()
    const me = `/sessions/${sessionId}/participants/robin`
    await call('PUT', me)
    const body = new TextEncoder().encode('Paid with thanks.')
    const file = `${me}/files?name=receipt.txt&type=text/plain&text=Here`
    const sent = await call<{ content: { file: { url: string } } }>('POST', file, { key: '1', body })
    expect(sent.body).toMatchObject({
      content: { type: 'file', text: 'Here', file: { name: 'receipt.txt', bytes: 17 } },
    })
    expect((await call('POST', file, { key: '1', body })).body).toEqual(sent.body)
    const download = await fetch(new URL(sent.body.content.file.url, `${origin}/cometd`))
    expect(await download.text()).toBe('Paid with thanks.')
  })

  test('is told that the server keeps no files', async () => {
    const { call, refused, visitor } = await startApi()
    const { sessionId } = await visitor()
    await call('PUT', `/sessions/${sessionId}/participants/robin`)
    const body = new TextEncoder().encode('x')
    const answer = await refused('POST', `/sessions/${sessionId}/participants/robin/files?name=a`, { key: '1', body })
    expect(answer.body).toMatchObject({ status: 409, code: 52 })
  })
})
