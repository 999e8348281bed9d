import { describe, expect, it, vi } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import type { Authenticate, AuthenticateContext, ChatBackendOptions, SessionStore } from '../../src/index.ts'
import { byAuth, fromDevice, identify, userOf } from '../support/log-in.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import { aRestore, aStart, answerTo, connect, secret, startBackend, startChat } from '../support/visitor.ts'

const refused = (code: number) => ({ type: 'EventError', error: { code } })

describe('what the log-in gives the page', () => {
  it('comes to the hook beside the request, at every attach', async () => {
    const seen: unknown[] = []
    const authenticate: Authenticate = (request, { auth }) => void seen.push([JSON.stringify(request), auth])
    const { backend } = startBackend({ authenticate })
    const { sessionId } = await connect(backend, aStart({ auth: 'token-1' }))
    await connect(backend, aRestore(sessionId, { auth: 'token-2' }))
    expect(seen).toEqual([
      [expect.not.stringContaining('token'), 'token-1'],
      [expect.not.stringContaining('token'), 'token-2'],
    ])
  })

  it('is not in the context of an attach that has none', async () => {
    const contexts: AuthenticateContext[] = []
    const { backend } = startBackend({ authenticate: (_request, context) => void contexts.push(context) })
    await connect(backend)
    expect(contexts).toEqual([{}])
  })

  it('is neither kept nor logged nor shown to anybody else, whatever becomes of it', async () => {
    const auth = 'tok3n-of-ada'
    const seen: unknown[] = []
    const note = (...details: unknown[]) => void seen.push(details)
    const store = Object.fromEntries(
      Object.entries(memorySessionStore()).map(([name, call]) => [
        name,
        async (...of: never[]) => {
          seen.push(of)
          return (call as (...of: never[]) => unknown)(...of)
        },
      ]),
    ) as unknown as SessionStore
    const results: unknown[] = [{ user: { id: 'ada' } }, { user: { id: 'ada' } }, auth, new Error('unable'), false]
    const { backend, shown } = startBackend({
      store,
      logger: { debug: note, info: note, warn: note, error: note },
      authenticate: () => {
        const result = results.shift()
        if (result instanceof Error) throw result
        return result as boolean
      },
      decorators: [
        (command) => {
          seen.push(command)
          return command
        },
      ],
    })
    const page = await connect(backend, aStart({ auth }))
    shown[0]?.onTranscript((event) => seen.push(event))
    await page.send(identify(auth, 'i-1'))
    for (const id of ['i-2', 'i-3', 'i-4']) await page.send(identify(auth, id))
    await page.send({ type: 'Identify', id: 'i-5', auth: auth.repeat(1_000) })
    await answerTo(backend, aStart({ ...fromDevice('b'), auth }))
    await answerTo(backend, { ...aStart(fromDevice('c')), auth: auth.repeat(1_000) })
    expect(seen.length).toBeGreaterThan(15)
    expect(JSON.stringify([seen.map(String), seen, page.line.received, page.answer])).not.toContain(auth)
    for (const cause of seen.flat()) if (cause instanceof Error) expect(cause.message).not.toContain(auth)
  })

  it.each(['', 'x'.repeat(8_193), 7, null])('is incorrect as %o', async (auth) => {
    const { backend, page } = await startChat({ authenticate: byAuth })
    const wrong = { error: { code: 3, description: expect.stringContaining('auth') as string } }
    expect(await answerTo(backend, { ...aStart(fromDevice('b')), auth })).toMatchObject(wrong)
    await page.send({ type: 'Identify', id: 'i', auth })
    expect(page.line.errors).toMatchObject([wrong])
  })
})

describe('a user who is known from the start', () => {
  it('gives the visitor their name, and is shown to agents', async () => {
    const { page, session } = await startChat({ authenticate: byAuth }, { auth: 'ada', nickname: 'Duchess' })
    expect(page.answer).toMatchObject({ type: 'EventAttached', head: 1, party: { name: 'ADA', type: 'client' } })
    expect(page.line.transcript).toMatchObject([{ type: 'EventParticipantJoined', party: { name: 'ADA' } }])
    expect(session.user).toEqual(userOf('ada'))
    expect(Object.isFrozen(session.user)).toBe(true)
    expect(session.party.name).toBe('ADA')
  })

  it('keeps their nickname when they have no name', async () => {
    const { session } = await startChat({ authenticate: () => ({ user: { id: '7' } }) }, { nickname: 'Ada' })
    expect(session.party.name).toBe('Ada')
    expect(session.user).toEqual({ id: '7' })
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('may be called %s', async (id) => {
    const { backend, session } = await startChat({ authenticate: byAuth }, { auth: id })
    expect(session.user?.id).toBe(id)
    const again = await connect(backend, aStart({ ...fromDevice('b'), auth: id }))
    expect(again.sessionId).toBe(session.id)
    expect(await answerTo(backend, aStart({ ...fromDevice('c'), auth: 'ada' }))).not.toMatchObject({
      sessionId: session.id,
    })
  })

  it('keeps fields with the names of built-ins as they are', async () => {
    const user = JSON.parse('{"id":"ada","__proto__":{"admin":true},"constructor":1}') as { id: string }
    const { session } = await startChat({ authenticate: () => ({ user }) })
    expect(JSON.stringify(session.user)).toBe(JSON.stringify(user))
    expect(session.user?.['admin']).toBeUndefined()
  })

  it.each(['bob', undefined, 'nobody'])(
    'has the session alone: with %s it is 101, and nothing changes',
    async (auth) => {
      const { backend, page, session } = await startChat({ authenticate: byAuth }, { auth: 'ada' })
      const other = { ...(auth !== undefined && { auth }), take: true, pageId: 'page-2' }
      expect(await answerTo(backend, aRestore(session.id, other))).toMatchObject(refused(101))
      expect(await answerTo(backend, aStart({ ...other }))).toMatchObject(refused(101))
      expect(page.line.dropped).toBeUndefined()
      const same = await connect(backend, aRestore(session.id, { auth: 'ada', id: 'r-2' }))
      expect(same.answer).toMatchObject({ head: 1 })
    },
  )

  it('is still known when another process goes on with the store', async () => {
    const store = memorySessionStore()
    const { backend: first, page } = await startChat({ store, authenticate: byAuth }, { auth: 'ada' })
    await first.close()
    const { backend } = startBackend({ store, authenticate: byAuth })
    expect(await answerTo(backend, aRestore(page.sessionId, { auth: 'bob' }))).toMatchObject(refused(101))
    await connect(backend, aRestore(page.sessionId, { auth: 'ada' }))
    expect(backend.session(page.sessionId)?.user).toEqual(userOf('ada'))
    expect(backend.session(page.sessionId)?.party.name).toBe('ADA')
  })
})

describe('a user who comes later', () => {
  it('makes the session theirs by attaching, for life', async () => {
    const { backend, page, session } = await startChat({ authenticate: byAuth }, { nickname: 'Duchess' })
    const updated = vi.fn()
    session.onVisitorUpdated(updated)
    const again = await connect(backend, aRestore(page.sessionId, { auth: 'ada', after: 1 }))
    expect(again.answer).toMatchObject({ head: 2, party: { id: session.party.id, name: 'ADA' } })
    expect(again.line.transcript).toEqual([
      { type: 'EventParticipantUpdated', index: 2, at: expect.any(Number) as number, party: session.party },
    ])
    expect(updated).toHaveBeenCalledOnce()
    expect([session.user?.id, session.parties]).toEqual(['ada', [session.party]])
    for (const auth of [{}, { auth: 'bob' }])
      expect(await answerTo(backend, aRestore(page.sessionId, auth))).toMatchObject(refused(101))
    await connect(backend, aRestore(page.sessionId, { id: 'r-3', auth: 'ada', after: 2 }))
    expect(await session.transcript()).toHaveLength(2)
  })

  it('does not by an attach that is refused because another page has the session', async () => {
    const { backend, session } = await startChat({ authenticate: byAuth })
    const late = aRestore(session.id, { auth: 'ada', pageId: 'page-2' })
    expect((await answerTo(backend, late)).type).toBe('EventSessionTaken')
    expect(session.user).toBeUndefined()
  })

  it('reads a session that has ended, which stays as it is', async () => {
    const { backend, session } = await startChat({ authenticate: byAuth })
    await session.end()
    const again = await connect(backend, aRestore(session.id, { auth: 'ada', after: 1 }))
    expect(again.line.transcript.map(({ type }) => type)).toEqual(['EventSessionEnded'])
    expect(session.user).toBeUndefined()
  })

  it('is bound once, when the store does not say whether it has happened', async () => {
    let fault: 'none' | 'lost' = 'none'
    const { backend, page, session } = await startChat({
      authenticate: byAuth,
      store: unreliableStore((call) => (call === 'append' ? fault : 'none')),
    })
    fault = 'lost'
    expect(await answerTo(backend, aRestore(page.sessionId, { auth: 'ada' }))).toMatchObject(refused(100))
    fault = 'none'
    expect(await answerTo(backend, aRestore(page.sessionId, { auth: 'bob' }))).toMatchObject(refused(101))
    await connect(backend, aRestore(page.sessionId, { auth: 'ada', id: 'r-2' }))
    expect(session.user?.id).toBe('ada')
    expect(await session.transcript()).toHaveLength(2)
  })
})

describe('a hook', () => {
  const odd = (result: unknown): ChatBackendOptions => ({ authenticate: () => result as boolean })

  it.each<[string, unknown, RegExp]>([
    ['null', null, /authenticate result: expected true, false, nothing, or an object with a user, got null/],
    ['a text', 'eyJhbGciOi', /authenticate result: expected .* got string$/],
    ['0', 0, /authenticate result: expected/],
    ['a user beside the object', { id: 'ada' }, /authenticate result.id: there is no such field/],
    ['no id', { user: { name: 'Ada' } }, /authenticate result.user.id: expected a string of 1 to 200 characters/],
    ['an id that is a number', { user: { id: 7 } }, /authenticate result.user.id: .* got 7/],
    ['an empty name', { user: { id: '7', name: '' } }, /authenticate result.user.name/],
    [
      'a field that is misspelt',
      { user: { id: '7' }, expires: 1 },
      /authenticate result.expires: there is no such field/,
    ],
    ['seconds', { user: { id: '7' }, expiresAt: 1_000 }, /authenticate result.expiresAt: .* epoch milliseconds/],
    ['NaN', { user: { id: '7' }, expiresAt: NaN }, /authenticate result.expiresAt/],
    [
      'a user that is too large',
      { user: { id: '7', photo: 'x'.repeat(20_000) } },
      /authenticate result.user: expected at most/,
    ],
    ['a user that is no JSON', { user: { id: '7', big: 1n } }, /authenticate result.user: expected a JSON value/],
  ])('that returns %s says nothing of the visitor: 100, and the log names it', async (_name, result, named) => {
    const error = vi.fn()
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }
    const { backend } = startBackend({ ...odd(result), logger })
    expect(await answerTo(backend, aStart())).toMatchObject(refused(100))
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'an attach failed',
      expect.objectContaining({ message: expect.stringMatching(named) as string }),
    )
  })

  it('that hangs is given up after a time', async () => {
    const { backend, clock } = startBackend({ authenticate: () => new Promise(() => undefined), hookTimeoutMs: 1_000 })
    const answer = answerTo(backend, aStart({ auth: 'ada' }))
    await clock.advance(1_000)
    expect(await answer).toMatchObject(refused(100))
  })

  it('that is slow binds nobody before it has answered', async () => {
    let letIn: (user: { user: { id: string } }) => void = () => undefined
    const { backend, session } = await startChat({
      authenticate: (_request, { auth }) => (auth === undefined ? true : new Promise((resolve) => (letIn = resolve))),
    })
    const answer = answerTo(backend, aRestore(session.id, { auth: 'ada' }))
    await vi.waitFor(() => expect(letIn).not.toHaveLength(0))
    expect(session.user).toBeUndefined()
    letIn({ user: { id: 'ada' } })
    expect(await answer).toMatchObject({ type: 'EventAttached', head: 2 })
  })
})

it('a secret is never enough for a session that has a user', async () => {
  const { backend, session } = await startChat({ authenticate: byAuth }, { auth: 'ada' })
  expect(await answerTo(backend, aRestore(session.id, { secret }))).toMatchObject(refused(101))
  expect(await answerTo(backend, aRestore(session.id, { secret: 'x'.repeat(43), auth: 'ada' }))).toMatchObject(
    refused(50),
  )
})
