import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { aRestore, connect, startChat } from './visitor.ts'
import { unreliableStore } from './unreliable-store.ts'

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
      { type: 'EventMessage', party, content: { type: 'notice', text: 'joined from the night shift' } },
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
