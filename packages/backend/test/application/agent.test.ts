import type { Party } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import { aRestore, connect, startBackend, startChat } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'

describe('an agent', () => {
  it('joins, speaks and leaves in the order asked for', async () => {
    const { page, session } = await startChat({ store: unreliableStore(() => 'slow') })
    const agent = session.join({ name: 'Grace', id: 'a1' })
    await Promise.all([
      agent.say('Hello'),
      agent.sendUrl('https://example.com/', 'Our site'),
      agent.remark('joined from the night shift'),
      agent.notice('form', { id: 7 }),
      agent.leave('transferred'),
    ])
    await settle()
    const party = { id: 'a1', name: 'Grace', type: 'agent' }
    expect(page.line.received.slice(1)).toMatchObject([
      { type: 'EventParticipantJoined', party },
      { type: 'EventMessage', party, content: { type: 'text', text: 'Hello' } },
      { type: 'EventMessage', party, content: { type: 'url', url: 'https://example.com/', text: 'Our site' } },
      { type: 'EventMessage', party, content: { type: 'remark', text: 'joined from the night shift' } },
      { type: 'EventNotice', party, notice: { name: 'form', data: { id: 7 } } },
      { type: 'EventParticipantLeft', party, reason: 'transferred' },
    ])
    expect(page.line.indexes).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(session.parties).toEqual([session.party])
  })

  it('is given the event with its place', async () => {
    const { session, clock } = await startChat()
    const agent = session.join({ name: 'Grace', type: 'supervisor' })
    expect(await agent.say('Hello')).toEqual({
      type: 'EventMessage',
      party: agent.party,
      content: { type: 'text', text: 'Hello' },
      at: clock.now(),
      index: 3,
    })
  })

  it('has a picture and what else the application says of it, in every event', async () => {
    const { page, session } = await startChat()
    const extra = { team: 'night' }
    const agent = session.join({ name: 'Grace', id: 'a1', avatarUrl: 'https://example.com/grace.png', extra })
    extra.team = 'day'
    await agent.say('Hello')
    const party = {
      id: 'a1',
      name: 'Grace',
      type: 'agent',
      avatarUrl: 'https://example.com/grace.png',
      extra: { team: 'night' },
    }
    expect(page.line.received.slice(1)).toMatchObject([{ party }, { party }])
    expect(() => session.join({ name: 'Ada', avatarUrl: 5 as never })).toThrow('join avatarUrl')
    expect(() => session.join({ name: 'Ada', extra: 'x' as never })).toThrow('join extra')
  })

  it('shows typing to the page that is connected now', async () => {
    const { page, session } = await startChat()
    const agent = session.join({ name: 'Grace' })
    await agent.joined()
    agent.typing()
    agent.typing(false)
    page.attachment.detach()
    agent.typing()
    expect(page.line.ofType('EventTyping')).toEqual([
      { type: 'EventTyping', party: agent.party, isTyping: true },
      { type: 'EventTyping', party: agent.party, isTyping: false },
    ])
  })

  it('shows typing after the messages that were said before it', async () => {
    const { page, session } = await startChat({ store: unreliableStore(() => 'slow') })
    const agent = session.join({ name: 'Grace' })
    const said = agent.say('Let me see')
    agent.typing()
    await said
    await agent.say('Here it is')
    expect(page.line.received.slice(2).map(({ type }) => type)).toEqual(['EventMessage', 'EventTyping', 'EventMessage'])
  })

  it('shows no typing before having joined, or after leaving', async () => {
    let fault: 'none' | 'refused' = 'none'
    const { page, session } = await startChat({
      store: unreliableStore((call) => (call === 'append' ? fault : 'none')),
    })
    fault = 'refused'
    session.join({ name: 'Ada' }).typing()
    await settle()
    fault = 'none'
    const agent = session.join({ name: 'Grace' })
    await agent.leave()
    agent.typing()
    await settle()
    expect(page.line.ofType('EventTyping')).toEqual([])
  })

  it('marks as read, forward only, and a page that comes later is told', async () => {
    const { backend, page, session } = await startChat()
    const agent = session.join({ name: 'Grace' })
    await agent.markRead(2)
    await agent.markRead(1)
    expect(page.line.ofType('EventRead')).toEqual([{ type: 'EventRead', party: agent.party, upTo: 2 }])
    const again = await connect(backend, aRestore(page.sessionId))
    expect(again.answer).toMatchObject({ reads: [{ party: agent.party, upTo: 2 }] })
    await expect(agent.markRead(-1)).rejects.toThrow(RangeError)
    await expect(agent.markRead(99)).rejects.toMatchObject({ code: 3 })
  })

  it('cannot act after leaving, after the end, or for a session that is gone', async () => {
    const { backend, session } = await startChat()
    const gone = session.join({ name: 'Grace' })
    const left = session.join({ name: 'Ada' })
    await left.leave()
    await expect(left.say('one more thing')).rejects.toMatchObject({ name: 'ChatError', code: 52 })
    await session.end()
    await expect(gone.say('Hello?')).rejects.toMatchObject({ name: 'ChatError', code: 52 })
    await backend.expire(session.id)
    await expect(gone.say('Hello?')).rejects.toMatchObject({ name: 'ChatError', code: 50 })
  })

  it('is still there when its leaving failed, and can leave then', async () => {
    let fault: 'none' | 'refused' = 'none'
    const { session } = await startChat({ store: unreliableStore((call) => (call === 'append' ? fault : 'none')) })
    const agent = session.join({ name: 'Grace' })
    await agent.joined()
    fault = 'refused'
    const leaving = agent.leave()
    await expect(agent.say('in between')).rejects.toMatchObject({ code: 52 })
    await expect(leaving).rejects.toMatchObject({ code: 100 })
    fault = 'none'
    await agent.say('still here')
    await agent.leave('now')
    expect(session.parties).toEqual([session.party])
    await expect(agent.leave()).rejects.toMatchObject({ code: 52 })
  })

  it('does not speak when it could not join', async () => {
    let fault: 'none' | 'refused' = 'none'
    const { session } = await startChat({ store: unreliableStore((call) => (call === 'append' ? fault : 'none')) })
    fault = 'refused'
    const agent = session.join({ name: 'Grace' })
    await expect(agent.joined()).rejects.toMatchObject({ code: 100 })
    fault = 'none'
    await expect(agent.say('Hello')).rejects.toMatchObject({ code: 100 })
    expect(await session.transcript()).toHaveLength(1)
  })

  it('says what it said, whatever becomes of the object', async () => {
    const { backend, page, session } = await startChat({ store: unreliableStore(() => 'slow') })
    const agent = session.join({ name: 'Grace' })
    const data = { step: 1, of: { steps: 3 } }
    session.onNotice(({ notice }) => Object.assign(notice.data ?? {}, { step: 3 }))
    const noticed = agent.notice('form', data)
    data.step = 2
    data.of.steps = 4
    const { notice } = await noticed
    Object.assign(notice.data ?? {}, { step: 4 })
    const again = await connect(backend, aRestore(page.sessionId))
    for (const seen of [page.line, again.line]) {
      expect(seen.ofType('EventNotice')).toMatchObject([{ notice: { data: { step: 1, of: { steps: 3 } } } }])
    }
  })

  it('is told at once what no wire can carry, and the transcript goes on', async () => {
    const { backend, page, session } = await startChat()
    const agent = session.join({ name: 'Grace' })
    const circle: Record<string, unknown> = {}
    circle.self = circle
    const deep: unknown = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`)
    for (const wrong of [{ amount: 1n }, circle, () => 'data', deep]) {
      await expect(agent.notice('order', wrong)).rejects.toThrow(/^notice data: expected a JSON value/)
    }
    await expect(agent.leave(1n as never)).rejects.toThrow(/reason/)
    await expect(session.end(1n as never)).rejects.toThrow(/reason/)
    expect(() => session.error(53, 'no', { amount: 1n })).toThrow(/extra/)
    await agent.say('Hello')
    const again = await connect(backend, aRestore(page.sessionId))
    expect(again.line.indexes).toEqual([1, 2, 3])
    expect(again.line.dropped).toBeUndefined()
  })

  it('is asked for what it needs', async () => {
    const { session } = await startChat()
    expect(() => session.join({ name: '' })).toThrow(/name/)
    expect(() => session.join({ name: 'Grace', type: 'client' as never })).toThrow(/type/)
    const agent = session.join({ name: 'Grace' })
    await expect(agent.say('')).rejects.toThrow(/text/)
    await expect(agent.sendUrl(undefined as never)).rejects.toThrow(/url/)
    await expect(agent.notice('')).rejects.toThrow(/name/)
  })
})

describe('the id of an agent', () => {
  it("is not the visitor's: nobody speaks for them", async () => {
    const { session } = await startChat()
    expect(() => session.join({ name: 'Visitor', id: session.party.id })).toThrow(
      "join id: expected an id other than the visitor's",
    )
    expect(await session.transcript()).toHaveLength(1)
  })

  it('is not that of somebody else who is present', async () => {
    const { session } = await startChat()
    const grace = session.join({ name: 'Grace', id: 'a1' })
    const other = { name: 'Ada', id: 'a1' }
    expect(() => session.join(other)).toThrow('join id: expected an id that is free, since "Grace" (agent) has it')
    await grace.leave()
    await session.join(other).say('My turn')
    expect(session.parties.map(({ name }) => name)).toEqual(['Visitor', 'Ada'])
  })

  it('makes one participant of a console in two windows', async () => {
    const { session } = await startChat({ store: unreliableStore(() => 'slow') })
    const windows = [session.join({ name: 'Grace', id: 'a1' }), session.join({ name: 'Grace', id: 'a1' })] as const
    await Promise.all([windows[0].say('from the first'), windows[1].say('from the second')])
    await windows[0].leave()
    await expect(windows[1].say('too late')).rejects.toMatchObject({ code: 52 })
    await session.join({ name: 'Grace', id: 'a1' }).say('back again')
    expect((await session.transcript()).map(({ type }) => type)).toEqual([
      'EventParticipantJoined',
      'EventParticipantJoined',
      'EventMessage',
      'EventMessage',
      'EventParticipantLeft',
      'EventParticipantJoined',
      'EventMessage',
    ])
  })

  it('lets a bot go on as the same participant after a restart', async () => {
    const store = memorySessionStore()
    const first = await startChat({ store })
    await first.session.join({ name: 'Echo', type: 'external', id: 'bot' }).joined()
    await first.backend.close()
    const { backend, shown } = startBackend({ store })
    const page = await connect(backend, aRestore(first.page.sessionId))
    await shown[0]?.join({ name: 'Echo', type: 'external', id: 'bot' }).say('Here I am again')
    expect(page.line.ofType('EventParticipantJoined')).toHaveLength(2)
    expect(shown[0]?.parties).toHaveLength(2)
  })
})

it('the participants follow from the events that a page is sent, whoever came and went', async () => {
  const { backend, page, session } = await startChat()
  const grace = session.join({ name: 'Grace', id: 'a1' })
  await session.join({ name: 'Ada', id: 'a2' }).joined()
  await grace.leave()
  await session.join({ name: 'Grace', id: 'a1' }).joined()
  await session.join({ name: 'Echo', type: 'external' }).leave()
  const { line } = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true }))
  const present = new Map<string, Party>()
  for (const event of line.transcript) {
    if (event.type === 'EventParticipantJoined') present.set(event.party.id, event.party)
    else if (event.type === 'EventParticipantLeft') present.delete(event.party.id)
  }
  expect([...present.values()]).toEqual(session.parties)
  expect([...present.values()].map(({ name }) => name)).toEqual(['Visitor', 'Ada', 'Grace'])
})
