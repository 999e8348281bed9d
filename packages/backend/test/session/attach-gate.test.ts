import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatRefusal, memorySessionStore } from '../../src/index.ts'
import type { SessionStore } from '../../src/index.ts'
import { aRestore, aStart, answerTo, connect, secret, startBackend, startChat, TestLine } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'

const refused = (code: number) => ({ type: 'EventError', error: { code } })

describe('a start', () => {
  it('is answered with all that a page needs', async () => {
    const { backend } = startBackend({
      sessionTimeoutMs: 60_000,
      limits: { maxMessageBytes: 2048, commandsPerSecond: 7 },
    })
    expect(await answerTo(backend, aStart({ nickname: 'Ada' }))).toEqual({
      type: 'EventAttached',
      commandId: 'start-1',
      sessionId: expect.any(String) as string,
      party: { id: expect.any(String) as string, name: 'Ada', type: 'client' },
      first: 1,
      head: 1,
      reads: [],
      limits: { maxMessageBytes: 2048, commandsPerSecond: 7 },
      timeoutMs: 60_000,
    })
  })

  it('makes one session however often it is repeated', async () => {
    const { backend } = startBackend()
    const first = await connect(backend)
    const second = await connect(backend)
    expect(second.sessionId).toBe(first.sessionId)
    expect(second.line.received).toEqual(first.line.received)
    expect(second.line.ofType('EventParticipantJoined')).toHaveLength(1)
  })

  it('makes one session when its repeats overlap', async () => {
    const { backend } = startBackend({ store: unreliableStore(() => 'slow') })
    const answers = await Promise.all([1, 2, 3].map(() => answerTo(backend, aStart())))
    expect(answers.map(({ type }) => type)).toEqual(['EventAttached', 'EventAttached', 'EventAttached'])
    expect(new Set(answers.map((answer) => 'sessionId' in answer && answer.sessionId)).size).toBe(1)
  })

  it('does not join the session of another secret', async () => {
    const { backend } = startBackend()
    await connect(backend)
    const other = aStart({ secret: 'x'.repeat(43) })
    expect(await answerTo(backend, other)).toMatchObject({ ...refused(50), commandId: 'start-1' })
  })

  it('does not undo the take of another page, of which the store has told sooner', async () => {
    const store = memorySessionStore()
    let answer = () => undefined as void
    const held = new Promise<void>((resolve) => (answer = resolve))
    const { create } = store
    vi.spyOn(store, 'create').mockImplementationOnce(async (...of) => {
      const created = await create(...of)
      await held
      return created
    })
    const { backend } = startBackend({ store })
    const first = answerTo(backend, aStart({ pageId: 'page-1' }))
    await settle()
    const other = await connect(backend, aStart({ pageId: 'page-2' }))
    answer()
    expect((await first).type).toBe('EventSessionTaken')
    expect(other.line.dropped).toBeUndefined()
  })

  it('brings subject and data along', async () => {
    const { session } = await startChat({}, { subject: 'Invoice', userData: { plan: 'pro' } })
    expect(session.subject).toBe('Invoice')
    expect(session.userData).toEqual({ plan: 'pro' })
    expect(session.party).toMatchObject({ name: 'Visitor', type: 'client' })
  })
})

describe('a restore', () => {
  it('continues after the position of the page', async () => {
    const { backend, session, page } = await startChat()
    const agent = session.join({ name: 'Grace' })
    await agent.say('one')
    await agent.say('two')
    const again = await connect(backend, aRestore(page.sessionId, { after: 3 }))
    expect(again.answer).toMatchObject({ type: 'EventAttached', commandId: 'restore-1', head: 4 })
    expect(again.line.texts).toEqual(['two'])
  })

  it('is answered with 50 when the session is nowhere, the secret is wrong, or the page has seen more', async () => {
    const { backend, page } = await startChat()
    const attempts = [
      aRestore('no-such-session'),
      aRestore(page.sessionId, { secret: 'x'.repeat(43) }),
      aRestore(page.sessionId, { after: 2 }),
    ]
    for (const attempt of attempts) {
      expect(await answerTo(backend, attempt)).toMatchObject({ ...refused(50), commandId: 'restore-1' })
    }
    expect(page.line.dropped).toBeUndefined()
  })

  it('is answered with 100 when the store cannot tell', async () => {
    let fault: 'none' | 'refused' = 'none'
    const { backend, page } = await startChat({ store: unreliableStore(() => fault) })
    fault = 'refused'
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject(refused(100))
    expect(await answerTo(backend, aRestore('no-such-session'))).toMatchObject(refused(100))
    expect(await answerTo(backend, aStart({ id: 'start-2' }))).toMatchObject(refused(100))
    expect(page.line.dropped).toBeUndefined()
  })
})

describe('an attach that is none', () => {
  it.each([
    [undefined, 2],
    [null, 3],
    ['StartSession', 3],
    [[aStart()], 3],
    [{}, 2],
    [{ type: 7 }, 3],
    [{ type: 'OpenSesame', id: 'c' }, 1],
    [{ type: 'toString', id: 'c' }, 1],
    [{ type: 'SendMessage', id: 'c', content: { type: 'text', text: 'x' } }, 3],
    [{ ...aStart(), after: 10n }, 3],
  ])('%o is refused with %i', isRefused)

  it('is refused with 3 when it is too large', () =>
    isRefused({ ...aStart(), userData: { big: 'x'.repeat(40_000) } }, 3))

  async function isRefused(command: unknown, code: number): Promise<void> {
    const { backend, shown } = startBackend()
    expect(await answerTo(backend, command)).toMatchObject(refused(code))
    expect(shown).toEqual([])
  }

  it('is refused with 3 when it is nested too deeply', async () => {
    const { backend } = startBackend()
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown
    expect(await answerTo(backend, { ...aStart(), userData: { deep } })).toMatchObject(refused(3))
  })

  it('never has its secret repeated in the refusal', async () => {
    const { backend } = startBackend()
    for (const wrong of ['too-short-a-secret', { hidden: 'in-an-object' }]) {
      const answer = await answerTo(backend, { ...aStart(), secret: wrong })
      expect(JSON.stringify(answer)).toContain('secret')
      expect(JSON.stringify(answer)).not.toMatch(/too-short-a-secret|in-an-object/)
    }
  })
})

describe('the authentication hook', () => {
  it('refuses with 101, restores included', async () => {
    let admitted = true
    const { backend, page } = await startChat({ authenticate: () => admitted })
    admitted = false
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject(refused(101))
    expect(await answerTo(backend, aStart({ id: 'start-2' }))).toMatchObject(refused(101))
  })

  it('is not asked for a session whose secret somebody guesses, and each guess gets the one answer', async () => {
    const authenticate = vi.fn(() => true)
    const { backend, page } = await startChat({ authenticate })
    authenticate.mockClear()
    const guess = 'x'.repeat(43)
    const unknown = await answerTo(backend, aRestore('no-such-session', { secret: guess }))
    for (let count = 0; count < 200; count++) {
      expect(await answerTo(backend, aRestore(page.sessionId, { secret: guess }))).toEqual(unknown)
    }
    expect(await answerTo(backend, aStart({ secret: guess }))).toMatchObject(refused(50))
    expect(authenticate).not.toHaveBeenCalled()
  })

  it('is not asked for one that is in the store alone, either', async () => {
    const store = memorySessionStore()
    const { backend: first, page } = await startChat({ store })
    await first.close()
    const authenticate = vi.fn(() => true)
    const { backend } = startBackend({ store, authenticate })
    expect(await answerTo(backend, aRestore(page.sessionId, { secret: 'x'.repeat(43) }))).toMatchObject(refused(50))
    expect(authenticate).not.toHaveBeenCalled()
    expect((await answerTo(backend, aRestore(page.sessionId))).type).toBe('EventAttached')
    expect(authenticate).toHaveBeenCalledOnce()
  })

  it('sees the request as the front does, and not the secret', async () => {
    const authenticate = vi.fn(() => true)
    const { backend } = startBackend({ authenticate })
    const context = { headers: { authorization: 'Bearer t' }, remoteAddress: '192.0.2.1', transport: 'websocket' }
    await answerTo(backend, aStart(), context)
    const request = { type: 'StartSession', id: 'start-1', pageId: 'page-1', take: true }
    expect(authenticate).toHaveBeenCalledExactlyOnceWith(request, context)
  })

  it('chooses its own code and fields by a ChatRefusal', async () => {
    const authenticate = async () => {
      throw new ChatRefusal(101, 'token expired', { renewAt: '/login' })
    }
    const { backend } = startBackend({ authenticate })
    expect(await answerTo(backend, aStart())).toEqual({
      type: 'EventError',
      error: { code: 101, description: 'token expired' },
      commandId: 'start-1',
      renewAt: '/login',
    })
  })

  it('is answered with 100 when it breaks, and keeps why to the log', async () => {
    const error = vi.fn()
    const ignore = () => undefined
    const { backend } = startBackend({
      authenticate: () => Promise.reject(new Error('ldap://internal is down')),
      logger: { debug: ignore, info: ignore, warn: ignore, error },
    })
    const answer = await answerTo(backend, aStart())
    expect(answer).toMatchObject(refused(100))
    expect(JSON.stringify(answer)).not.toContain('ldap')
    expect(error).toHaveBeenCalledOnce()
  })
})

it('answers with 100 when the authentication hook does not come back', async () => {
  const authenticate = vi.fn(() => new Promise<never>(() => undefined))
  const { backend, clock } = startBackend({ authenticate, hookTimeoutMs: 1_000 })
  const answer = answerTo(backend, aStart())
  await vi.waitFor(() => expect(authenticate).toHaveBeenCalledOnce())
  await clock.advance(1_000)
  expect(await answer).toMatchObject(refused(100))
})

describe('the secret', () => {
  it('is neither kept nor logged', async () => {
    const given: Parameters<SessionStore['create']>[] = []
    const logged: unknown[] = []
    const log = (...details: unknown[]) => void logged.push(details)
    const inner = memorySessionStore()
    const store = {
      ...inner,
      create: (...of: Parameters<SessionStore['create']>) => {
        given.push(of)
        return inner.create(...of)
      },
    }
    const { backend } = startBackend({ store, logger: { debug: log, info: log, warn: log, error: log } })
    const { sessionId } = await connect(backend)
    await answerTo(backend, aRestore(sessionId, { secret: secret.replace('q', 'r') }))
    expect(given).toHaveLength(1)
    expect(given[0]?.[2].device.secretHash).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify([given, logged])).not.toContain(secret)
  })
})

it('shows a session only when its page has heard of it', async () => {
  const { backend, shown } = startBackend()
  const lost = await backend.attach(aStart(), new TestLine())
  lost.attachment?.start()
  await settle()
  expect(shown).toEqual([])
  expect(backend.sessions()).toEqual([])
  const { sessionId } = await connect(backend)
  expect(shown.map(({ id }) => id)).toEqual([sessionId])
})
