import { describe, expect, it, vi } from 'vitest'
import type { Authenticate } from '../../src/index.ts'
import { byAuth, identify, userOf } from '../support/log-in.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import { aMessage, aRestore, connect, startChat } from '../support/visitor.ts'

describe('Identify', () => {
  it('makes the session that of the user, and is answered by the event that says so', async () => {
    const { page, session } = await startChat({ authenticate: byAuth })
    await page.send(aMessage('before'))
    await page.send(identify('ada'))
    await page.send(aMessage('after'))
    expect(page.line.transcript.slice(1)).toMatchObject([
      { party: { name: 'Visitor' } },
      { type: 'EventParticipantUpdated', index: 3, commandId: 'identify-1', party: { name: 'ADA' } },
      { party: { name: 'ADA' } },
    ])
    expect([session.user, session.party.name]).toEqual([userOf('ada'), 'ADA'])
  })

  it('is answered by the same event when it is repeated, and by another when it is new', async () => {
    const { page, session } = await startChat({ authenticate: byAuth })
    for (const id of ['i-1', 'i-1', 'i-2']) await page.send(identify('ada', id))
    expect(page.line.ofType('EventParticipantUpdated')).toMatchObject(
      [
        ['i-1', 2],
        ['i-1', 2],
        ['i-2', 3],
      ].map(([commandId, index]) => ({ commandId, index })),
    )
    expect(await session.transcript()).toHaveLength(3)
  })

  it('is answered by the same event when it is repeated after the log-in has run out: the hook is not asked again', async () => {
    let isValid = true
    const authenticate = vi.fn<Authenticate>((request, context) => isValid && byAuth(request, context))
    const { page } = await startChat({ authenticate })
    await page.send(identify('ada'))
    authenticate.mockClear()
    isValid = false
    await page.send(identify('ada'))
    expect(page.line.ofType('EventParticipantUpdated')).toMatchObject([{ index: 2 }, { index: 2 }])
    expect(page.line.errors).toEqual([])
    expect(authenticate).not.toHaveBeenCalled()
  })

  it.each([
    ['that is refused', 'nobody'],
    ['of another user', 'bob'],
  ])('%s is error 3, and line and session stay as they are', async (_name, auth) => {
    const { page, session } = await startChat({ authenticate: byAuth }, { auth: 'ada' })
    await page.send(identify(auth))
    expect(page.line.errors).toMatchObject([{ error: { code: 3 }, commandId: 'identify-1' }])
    expect(page.line.dropped).toBeUndefined()
    expect(session.user?.id).toBe('ada')
    await page.send(aMessage('and on'))
    expect(page.line.texts).toEqual(['and on'])
  })

  it('that names nobody is error 3', async () => {
    const { page, session } = await startChat({ authenticate: () => true })
    await page.send(identify('ada'))
    expect(page.line.errors).toMatchObject([{ error: { code: 3 }, commandId: 'identify-1' }])
    expect(session.user).toBeUndefined()
  })

  it.each<[string, Authenticate]>([
    [
      'throws',
      () => {
        throw new Error('the log-in service is away')
      },
    ],
    ['takes too long', () => new Promise(() => undefined)],
    ['returns what nobody understands', () => 'yes' as unknown as boolean],
  ])('fails alone when the hook %s: nothing has happened', async (_name, fails) => {
    const authenticate: Authenticate = (request, context) => request.type !== 'Identify' || fails(request, context)
    const { page, clock, session } = await startChat({ authenticate, hookTimeoutMs: 1_000 })
    await page.send(identify('ada'))
    await clock.advance(1_000)
    expect(page.line.errors).toMatchObject([{ error: { code: 52 }, commandId: 'identify-1' }])
    expect([page.line.dropped, session.user]).toEqual([undefined, undefined])
  })

  it('ends the line when the store does not say what has happened, and the next attach binds', async () => {
    let fault: 'none' | 'refused' = 'none'
    const store = unreliableStore((call) => (call === 'append' ? fault : 'none'))
    const { backend, page, session } = await startChat({ authenticate: byAuth, store })
    fault = 'refused'
    await page.send(identify('ada'))
    expect(page.line.errors).toMatchObject([{ error: { code: 100 }, commandId: 'identify-1' }])
    expect(page.line.dropped).toBe('unavailable')
    fault = 'none'
    await connect(backend, aRestore(session.id, { auth: 'ada' }))
    expect(session.user?.id).toBe('ada')
  })

  it('is refused with 52 once the session has ended, and the hook is not asked', async () => {
    const authenticate = vi.fn(byAuth)
    const { page, session } = await startChat({ authenticate })
    await session.end()
    await page.send(identify('ada'))
    expect(page.line.errors).toMatchObject([{ error: { code: 52 } }])
    expect(authenticate).toHaveBeenCalledOnce()
  })

  it('brings the hook the request that opened the line, and the session', async () => {
    const authenticate = vi.fn(byAuth)
    const { backend, page, session } = await startChat({ authenticate })
    const { attachment } = await backend.attach(aRestore(session.id), page.line, { transport: 'websocket', url: '/c' })
    attachment?.start()
    await attachment?.receive(identify('ada'))
    await vi.waitFor(() => expect(session.user).toBeDefined())
    const request = { type: 'Identify', id: 'identify-1', sessionId: session.id }
    expect(authenticate).toHaveBeenLastCalledWith(request, { transport: 'websocket', url: '/c', auth: 'ada' })
  })
})
