import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, type ChatOptions, createChat, memoryStorage, type StartSession } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

describe('starting a session', () => {
  it('saves an id and a secret of its own before it connects', async () => {
    const transport = scriptedTransport()
    const memory = memoryStorage()
    const saves: unknown[] = []
    const save = (key: string, value: unknown) => {
      saves.push([key, value, { connections: transport.connections.length }])
      return memory.save(key, value)
    }
    const page = openPage({ transport, storage: { ...memory, save } })
    void page.chat.startSession({ nickname: 'Ada', subject: 'Trains', userData: { plan: 'pro' } })
    await settle()
    const attach = transport.farSide.attach as StartSession
    expect(saves).toEqual([
      ['session', { state: 'starting', id: attach.id, secret: attach.secret }, { connections: 0 }],
    ])
    expect(attach).toMatchObject({ nickname: 'Ada', subject: 'Trains', userData: { plan: 'pro' }, take: true })
    expect(attach.secret).toMatch(/^[\w-]{43}$/)
  })

  it('resolves when connected, with the session saved', async () => {
    const page = openPage()
    const starting = outcomeOf(page.chat.startSession())
    await settle()
    page.farSide.accept()
    await settle()
    expect(starting.state).toBe('pending')
    page.farSide.reports('connected')
    await settle()
    expect(starting.state).toBe('resolved')
    expect(page.storage.load('session')).toEqual({
      state: 'open',
      sessionId: 's1',
      secret: page.farSide.attach.secret,
      position: 0,
      startId: expect.any(String),
    })
  })

  it('saves the secret that a back end issues in place of its own', async () => {
    const page = openPage()
    await page.start({ secret: 'theirs' })
    expect(page.storage.load('session')).toMatchObject({ secret: 'theirs' })
  })

  it('repeats a start that was never answered, in the next page too', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    void first.chat.startSession()
    await settle()
    const second = openPage({ storage })
    expect(await second.chat.restoreSession()).toBeNull()
    await second.start()
    const [before, after] = [first.farSide.attach, second.farSide.attach]
    expect([after.id, after.secret]).toEqual([before.id, before.secret])
    expect(after.pageId).not.toBe(before.pageId)
  })

  it('rejects when refused, and forgets that start', async () => {
    const page = openPage()
    const starting = outcomeOf(page.chat.startSession())
    await settle()
    const refusal = ChatError.fromEvent({ type: 'EventError', error: { code: 101, description: 'no' }, realm: 'chat' })
    page.farSide.reports('closed', refusal)
    await settle()
    expect(starting.value).toBe(refusal)
    expect([page.storage.keys(), page.clock.pending, page.network.listeners]).toEqual([[], 0, 0])
    const { id } = page.farSide.attach
    await page.start()
    expect(page.farSide.attach.id).not.toBe(id)
  })

  it('keeps the start when another page won the race for it', async () => {
    const page = openPage()
    const starting = outcomeOf(page.chat.startSession())
    await settle()
    page.farSide.says({ type: 'EventSessionTaken' })
    page.farSide.reports('closed', new DOMException('taken', 'InvalidStateError'))
    await settle()
    expect(starting.value).toMatchObject({ name: 'InvalidStateError' })
    expect(page.storage.load('session')).toMatchObject({ state: 'starting' })
  })

  it('takes the session when it is asked for again, though a page that is gone has taken it late', async () => {
    const page = openPage()
    const refused = outcomeOf(page.chat.startSession())
    await settle()
    page.farSide.says({ type: 'EventSessionTaken' })
    page.farSide.reports('closed', new DOMException('taken', 'InvalidStateError'))
    await settle()
    const [{ attach: first }] = page.transport.connections as [typeof page.farSide]
    await page.start()
    const again = page.farSide.attach
    expect([refused.state, again.id, again.take]).toEqual(['rejected', first.id, true])
    expect(again.pageId, 'a repeat of the same pair of id and page takes nothing').not.toBe(first.pageId)
  })

  it('resolves with a session that ended before it was connected', async () => {
    const page = openPage()
    const starting = page.chat.startSession()
    await settle()
    page.farSide.accept({ head: 1 })
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed for today' })
    await page.clock.advance(0)
    const session = await starting
    expect([session.status, session.transcript.length, page.storage.keys()]).toEqual(['ended', 1, ['session']])
  })

  it('rejects with 151 when the transport connects without having been attached', async () => {
    const page = openPage()
    const starting = outcomeOf(page.chat.startSession())
    await settle()
    page.farSide.reports('connected')
    await settle()
    expect([(starting.value as ChatError).code, page.farSide.closedFor]).toEqual([151, 'detached'])
  })

  it('can be aborted at any moment, and leaves nothing running', async () => {
    const page = openPage()
    const abort = new AbortController()
    const starting = outcomeOf(page.chat.startSession({}, { signal: abort.signal }))
    await settle()
    abort.abort(new Error('the visitor closed the widget'))
    await settle()
    expect(starting.value).toEqual(new Error('the visitor closed the widget'))
    expect([page.farSide.closedFor, page.clock.pending, page.network.listeners]).toEqual(['detached', 0, 0])
    expect(page.storage.load('session')).toMatchObject({ state: 'starting' })
    const late = outcomeOf(page.chat.startSession({}, { signal: AbortSignal.abort() }))
    await settle()
    expect([late.state, page.transport.connections.length]).toEqual(['rejected', 1])
  })

  it('is misuse beside a live session, or another start', async () => {
    const page = openPage()
    const starting = page.chat.startSession()
    await expect(page.chat.startSession()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await settle()
    page.farSide.open()
    const session = await starting
    await expect(page.chat.restoreSession()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await session.detach()
    await expect(page.chat.restoreSession({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  it('works inside onSessionEnded', async () => {
    const page = openPage()
    const session = await page.start()
    let again: Promise<unknown> | undefined
    session.onSessionEnded(() => (again = page.chat.startSession()))
    await page.clock.advance(0)
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(0)
    page.farSide.open({ sessionId: 's2' })
    expect(await again).toMatchObject({ id: 's2', status: 'connected' })
    expect(page.storage.load('session')).toMatchObject({ sessionId: 's2' })
  })
})

describe('bad options', () => {
  const good = { transport: scriptedTransport() }
  it.each<[string, unknown, unknown]>([
    ['options', undefined, TypeError],
    ['transport', {}, TypeError],
    ['transport', { transport: { name: 'x' } }, TypeError],
    ['storage', { ...good, storage: {} }, TypeError],
    ['outbox', { ...good, outbox: 5 }, TypeError],
    ['outbox.maxMessages', { ...good, outbox: { maxMessages: 0 } }, RangeError],
    ['outbox.maxMessages', { ...good, outbox: { maxMessages: '5' } }, TypeError],
    ['logger', { ...good, logger: {} }, TypeError],
    ['clock', { ...good, clock: {} }, TypeError],
    ['network', { ...good, network: {} }, TypeError],
  ])('are refused by name: %s', (name, options, type) => {
    expect(() => createChat(options as ChatOptions)).toThrow(type as ErrorConstructor)
    expect(() => createChat(options as ChatOptions)).toThrow(name)
  })

  it.each<[string, unknown]>([
    ['request', 'Ada'],
    ['request.nickname', { nickname: 7 }],
    ['request.subject', { subject: {} }],
    ['request.userData', { userData: [] }],
    ['request', { userData: { big: 1n } }],
  ])('of a start are refused by name: %s', async (name, request) => {
    const page = openPage()
    await expect(page.chat.startSession(request as never)).rejects.toThrow(TypeError)
    await expect(page.chat.startSession(request as never)).rejects.toThrow(name)
    expect([page.transport.connections, page.storage.keys()]).toEqual([[], []])
  })
})
