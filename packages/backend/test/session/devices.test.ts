import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import { byAuth, fromDevice, identify, startOn } from '../support/log-in.ts'
import { laptopAndPhone, restoreOn } from '../support/two-devices.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import { aMessage, aStart, answerTo, connect, secret, startBackend, startChat, TestLine } from '../support/visitor.ts'

describe('a start of a user who has a session', () => {
  it('comes to that session on the other device, from the beginning', async () => {
    const { laptop, phone, session, shown } = await laptopAndPhone()
    expect(phone.answer).toMatchObject({
      type: 'EventAttached',
      commandId: 'start-phone',
      sessionId: laptop.sessionId,
      party: session.party,
      first: 1,
      head: 2,
    })
    expect(phone.line.indexes).toEqual([1, 2])
    expect(laptop.line.dropped).toBeUndefined()
    expect(shown).toHaveLength(1)
  })

  it('both see what either says, once, in one order', async () => {
    const { laptop, phone, session } = await laptopAndPhone()
    await phone.send(aMessage('from the phone'))
    await session.join({ name: 'Grace' }).say('hello')
    await laptop.send(aMessage('from the laptop'))
    expect(laptop.line.indexes).toEqual([1, 2, 3, 4, 5, 6])
    expect(phone.line.indexes).toEqual(laptop.line.indexes)
    expect(phone.line.texts).toEqual(['said before', 'from the phone', 'hello', 'from the laptop'])
  })

  it('comes back by its own secret, and by no other', async () => {
    const { backend, laptop, phone } = await laptopAndPhone()
    const again = await connect(backend, restoreOn('phone', phone.sessionId, { after: 2 }))
    expect(phone.line.dropped).toBe('superseded')
    expect(laptop.line.dropped).toBeUndefined()
    expect(again.line.indexes).toEqual([])
    const guess = restoreOn('phone', phone.sessionId, { secret: `tablet-${secret}` })
    expect(await answerTo(backend, guess)).toMatchObject({ error: { code: 50 } })
  })

  it('is the same device when it is repeated, and is answered with 50 for another secret', async () => {
    const { backend, phone } = await laptopAndPhone()
    const again = await connect(backend, startOn('phone'))
    expect(again.sessionId).toBe(phone.sessionId)
    expect(phone.line.dropped).toBe('superseded')
    const guess = { ...startOn('phone'), secret: 'x'.repeat(43) }
    expect(await answerTo(backend, guess)).toMatchObject({ error: { code: 50 } })
  })

  it('makes one session when both devices start at once', async () => {
    for (const fault of ['none', 'slow'] as const) {
      const { backend, shown } = startBackend({ authenticate: byAuth, store: unreliableStore(() => fault) })
      const pages = await Promise.all(['laptop', 'phone', 'tablet'].map((device) => connect(backend, startOn(device))))
      expect(new Set(pages.map(({ sessionId }) => sessionId)).size).toBe(1)
      expect(pages.map(({ line }) => line.dropped)).toEqual([undefined, undefined, undefined])
      expect(shown).toHaveLength(1)
    }
  })

  it('makes another when the one before has ended, or is gone', async () => {
    const { backend, session } = await laptopAndPhone()
    await session.end()
    const second = await connect(backend, startOn('tablet'))
    expect(second.sessionId).not.toBe(session.id)
    await backend.expire(second.sessionId)
    const third = await connect(backend, startOn('watch'))
    expect([session.id, second.sessionId]).not.toContain(third.sessionId)
  })

  it('is to be tried again when the session ends before it is let in', async () => {
    const store = memorySessionStore()
    const { backend, session } = await startChat(
      { authenticate: byAuth, store },
      { ...fromDevice('laptop'), auth: 'ada' },
    )
    const { claim } = store
    vi.spyOn(store, 'claim').mockImplementationOnce(async (...of) => {
      await session.end()
      return claim(...of)
    })
    expect(await answerTo(backend, startOn('phone'))).toMatchObject({ error: { code: 100 } })
    const again = await connect(backend, startOn('phone'))
    expect(again.sessionId).not.toBe(session.id)
    expect(again.answer).toMatchObject({ head: 1 })
  })

  it('comes to the session that they have made theirs by signing in', async () => {
    const { backend, page } = await startChat({ authenticate: byAuth })
    await page.send(identify('ada'))
    const phone = await connect(backend, startOn('phone'))
    expect(phone.sessionId).toBe(page.sessionId)
  })

  it('finds it after a restart', async () => {
    const store = memorySessionStore()
    const { backend: first, laptop, phone } = await laptopAndPhone({ store })
    await first.close()
    const { backend } = startBackend({ authenticate: byAuth, store })
    const tablet = await connect(backend, startOn('tablet'))
    expect(tablet.sessionId).toBe(laptop.sessionId)
    await connect(backend, restoreOn('phone', phone.sessionId))
    expect(tablet.line.dropped).toBeUndefined()
  })

  it('that nobody confirms costs no session that another device has started', async () => {
    const store = memorySessionStore()
    const first = await startChat({ authenticate: byAuth, store }, { ...fromDevice('laptop'), auth: 'ada' })
    await first.backend.close()
    const { backend, clock } = startBackend({ authenticate: byAuth, store, startTimeoutMs: 1_000 })
    const { attachment } = await backend.attach(startOn('phone'), new TestLine())
    attachment?.detach()
    await clock.advance(1_000)
    expect((await answerTo(backend, restoreOn('laptop', first.session.id))).type).toBe('EventAttached')
  })

  it('of another user, or of nobody, is another session', async () => {
    const { backend, session } = await laptopAndPhone()
    for (const start of [startOn('tablet', 'bob'), aStart()])
      expect((await connect(backend, start)).sessionId).not.toBe(session.id)
  })
})

describe('pages of one device', () => {
  it('take the session from each other, and not from the other device', async () => {
    const { backend, laptop, phone } = await laptopAndPhone()
    const other = restoreOn('phone', phone.sessionId, { pageId: 'page-2' })
    expect((await answerTo(backend, other)).type).toBe('EventSessionTaken')
    await connect(backend, { ...other, id: 'restore-2', take: true })
    expect(phone.line.dropped).toBe('taken')
    expect(phone.line.ofType('EventSessionTaken')).toHaveLength(1)
    expect(laptop.line.dropped).toBeUndefined()
    expect((await answerTo(backend, restoreOn('laptop', laptop.sessionId))).type).toBe('EventAttached')
  })

  it('have their place by when they arrive, whatever the other device does meanwhile', async () => {
    let letIn = () => undefined as void
    const held = new Promise<void>((resolve) => (letIn = resolve))
    const { backend, laptop, phone } = await laptopAndPhone({
      authenticate: async (request, context) => {
        if (request.id === 'slow') await held
        return byAuth(request, context)
      },
    })
    const late = backend.attach(restoreOn('phone', phone.sessionId, { id: 'slow' }), new TestLine())
    await settle()
    await connect(backend, restoreOn('laptop', laptop.sessionId, { take: true, pageId: 'page-3' }))
    letIn()
    expect((await late).answer.type).toBe('EventAttached')
  })
})

describe('a session with two devices', () => {
  it('lives on while one is attached, and its time begins when the last is gone', async () => {
    const { clock, laptop, phone, session } = await laptopAndPhone({ sessionTimeoutMs: 60_000 })
    const detached = vi.fn()
    session.onVisitorDetached(detached)
    laptop.attachment.detach()
    expect([session.attached, detached.mock.calls]).toEqual([true, [[{ pageId: 'page-laptop' }]]])
    await clock.advance(120_000)
    expect(session.status).toBe('open')
    phone.attachment.detach()
    expect(session.attached).toBe(false)
    await clock.advance(60_000)
    expect(session.status).toBe('gone')
    expect(clock.pending).toBe(0)
  })

  it('tells both of typing and reading agents, and of errors', async () => {
    const { laptop, phone, session } = await laptopAndPhone()
    const agent = session.join({ name: 'Grace' })
    await agent.joined()
    agent.typing()
    await agent.markRead(2)
    session.error(120, 'we close at six')
    await settle()
    for (const { line } of [laptop, phone])
      expect(line.received.slice(-3).map(({ type }) => type)).toEqual(['EventTyping', 'EventRead', 'EventError'])
  })

  it('tells the other device how far the visitor has read, and nobody that they type', async () => {
    const { backend, laptop, phone, session } = await laptopAndPhone()
    const before = [laptop, phone].map(({ line }) => line.received.length)
    await laptop.send({ type: 'MarkRead', id: 'm-1', upTo: 2 })
    await laptop.send({ type: 'SendTyping', id: 't-1', isTyping: true })
    expect(laptop.line.received.slice(before[0])).toEqual([])
    expect(phone.line.received.slice(before[1])).toEqual([{ type: 'EventRead', party: session.party, upTo: 2 }])
    const again = await answerTo(backend, restoreOn('phone', session.id))
    expect(again).toMatchObject({ reads: [{ party: session.party, upTo: 2 }] })
  })

  it('has a visitor who types until no page of theirs does', async () => {
    const { backend, laptop, phone, session } = await laptopAndPhone()
    const typing: boolean[] = []
    session.onTyping(({ isTyping }) => typing.push(isTyping))
    await laptop.send({ type: 'SendTyping', id: 't-1', isTyping: true })
    await connect(backend, restoreOn('phone', session.id))
    await phone.send({ type: 'SendTyping', id: 't-2', isTyping: false })
    expect(typing).toEqual([true])
    laptop.attachment.detach()
    expect(typing).toEqual([true, false])
  })

  it('tells both when the visitor leaves on one', async () => {
    const { laptop, phone } = await laptopAndPhone()
    await phone.send({ type: 'LeaveSession', id: 'l-1' })
    for (const { line } of [laptop, phone])
      expect(line.received.at(-1)).toMatchObject({ reason: 'left', commandId: 'l-1' })
  })

  it('tells the other device the name of the user who has signed in', async () => {
    const { laptop, phone } = await laptopAndPhone()
    await laptop.send(identify('ada', 'i-1'))
    expect(phone.line.received.at(-1)).toMatchObject({ type: 'EventParticipantUpdated', party: { name: 'ADA' } })
  })

  it('is slow for neither when the other sends too fast', async () => {
    const { laptop, phone } = await laptopAndPhone({ limits: { commandsPerSecond: 2 } })
    for (const text of ['a', 'b', 'c', 'd']) void laptop.attachment.receive(aMessage(text))
    await phone.send(aMessage('at once'))
    expect(phone.line.texts).toContain('at once')
  })
})
