import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { createChatBackend, memorySessionStore } from '../../src/index.ts'
import type { StoreCall } from '../../src/index.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import { aMessage, aRestore, connect, startBackend, startChat, textsOf } from '../support/visitor.ts'

const robin = { name: 'Robin', id: 'robin', type: 'external' } as const

describe('a call that an agent repeats', () => {
  it('takes effect once, and gives the same answer', async () => {
    const { page, session } = await startChat()
    const first = await session.join(robin).once('reply-1').say('Hello')
    const again = await session.join(robin).once('reply-1').say('Hello')
    expect(again).toEqual(first)
    expect(page.line.texts).toEqual(['Hello'])
  })

  it('takes effect once when both are made at the same time', async () => {
    const { page, session } = await startChat({ store: unreliableStore(() => 'slow') })
    const agent = session.join(robin)
    const [one, other] = await Promise.all([agent.once('a').say('Hello'), agent.once('a').say('Hello')])
    expect(other).toEqual(one)
    expect(page.line.texts).toEqual(['Hello'])
  })

  it('takes effect once when the answer of the store was lost', async () => {
    const lost = new Set<StoreCall>()
    const { session } = await startChat({ store: unreliableStore((call) => (lost.has(call) ? 'lost' : 'none')) })
    const agent = session.join(robin)
    await agent.joined()
    lost.add('append').add('committed')
    await expect(agent.once('a').say('Hello')).rejects.toMatchObject({ code: 100 })
    lost.delete('committed') // so that the agent can see at once what has become of a call
    expect(await agent.once('b').say('And again')).toMatchObject({ index: 4 })
    lost.clear()
    expect(await agent.once('a').say('Hello')).toMatchObject({ index: 3 })
    expect(textsOf(await session.transcript())).toEqual(['Hello', 'And again'])
  })

  it('takes effect once over a restart of the back end on the same store, before any page is back', async () => {
    const store = memorySessionStore()
    const { backend, page, session } = await startChat({ store })
    const first = await session.join(robin).once('a').say('Hello')
    await backend.close()

    const next = startBackend({ store }).backend
    const found = await next.findSession(page.sessionId)
    const again = await found?.join(robin).once('a').say('Hello')
    expect(again).toEqual(first)
    const back = await connect(next, aRestore(page.sessionId))
    expect(back.line.texts).toEqual(['Hello'])
    expect(found?.parties.map(({ name }) => name)).toEqual([session.party.name, 'Robin'])
  })

  it('has its effect also when the agent has left, or the session has ended', async () => {
    const { session } = await startChat()
    const agent = session.join(robin)
    const said = await agent.once('a').send({ type: 'text', text: 'Hello' })
    await agent.leave()
    expect(await agent.once('a').send({ type: 'text', text: 'Hello' })).toEqual(said)
    await expect(agent.once('b').say('Hello')).rejects.toMatchObject({ code: 52 })
    await session.end()
    expect(await agent.once('a').send({ type: 'text', text: 'Hello' })).toEqual(said)
  })

  it('is found again by its participant and its id', async () => {
    const { session } = await startChat()
    const agent = session.join(robin)
    const said = await agent.once('a').say('Hello')
    await agent.leave()
    expect(await session.eventOfCall('robin', 'a')).toEqual(said)
    expect(await session.eventOfCall('robin', 'b')).toBeUndefined()
    expect(await session.eventOfCall('grace', 'a')).toBeUndefined()
  })

  it('may be a join whose answer was lost', async () => {
    const lost = new Set<StoreCall>(['append'])
    const { session } = await startChat({ store: unreliableStore((call) => (lost.has(call) ? 'lost' : 'none')) })
    await expect(session.join(robin).joined()).rejects.toMatchObject({ code: 100 })
    lost.clear()
    await session.join(robin).joined()
    expect((await session.transcript()).map(({ type }) => type)).toEqual([
      'EventParticipantJoined',
      'EventParticipantJoined',
    ])
    expect(session.head).toBe(2)
  })

  it('may be an edit, a deletion, a reaction, a remark, a notice, a link or a stream', async () => {
    const { session } = await startChat()
    const agent = session.join(robin)
    const { index } = await agent.say('Helo')
    async function* words() {
      yield 'One '
      yield 'two'
    }
    const calls = [
      () => agent.once('edit').editMessage(index, 'Hello'),
      () => agent.once('react').react(index, '👍'),
      () => agent.once('delete').deleteMessage(index),
      () => agent.once('remark').remark('on the phone'),
      () => agent.once('notice').notice('form', { id: 1 }),
      () => agent.once('url').sendUrl('https://example.com/'),
      () => agent.once('stream').say(words()),
    ]
    for (const call of calls) expect(await call()).toEqual(await call())
    expect(await session.transcript(index)).toHaveLength(calls.length)
  })

  it('is refused when another call had its id', async () => {
    const { session } = await startChat()
    const agent = session.join(robin)
    await agent.once('a').say('Hello')
    await expect(agent.once('a').say('Good bye')).rejects.toMatchObject({ code: 3 })
    await expect(agent.once('a').send({ type: 'text', text: 'Good bye' })).rejects.toMatchObject({ code: 3 })
    await expect(agent.once('a').notice('form')).rejects.toMatchObject({ code: 3 })
    expect(textsOf(await session.transcript())).toEqual(['Hello'])
  })

  it('is told apart from those of other participants, and from commands of the visitor', async () => {
    const { page, session } = await startChat()
    await page.send(aMessage('mine', 'a'))
    await session.join(robin).once('a').say('Hello')
    await session.join({ name: 'Grace' }).once('a').say('Hello')
    expect(textsOf(await session.transcript())).toEqual(['mine', 'Hello', 'Hello'])
    expect(() => session.join(robin).once('')).toThrow('once callId: expected 1 to 200 characters of text')
  })
})

describe('a session that is found in the store', () => {
  it('is that of this process when there is one, and nothing when nobody knows it', async () => {
    const { backend, session } = await startChat()
    expect(await backend.findSession(session.id)).toBe(session)
    expect(await backend.findSession('nobody')).toBeUndefined()
  })

  it('is not shown before a page comes back, and expires when none does', async () => {
    const store = memorySessionStore()
    const { backend, page } = await startChat({ store })
    await backend.close()
    const next = startBackend({ store, sessionTimeoutMs: 60_000 })
    const found = await next.backend.findSession(page.sessionId)
    expect(found?.status).toBe('open')
    expect(next.backend.sessions()).toEqual([])
    await next.clock.advance(60_000)
    await settle()
    expect(found?.status).toBe('gone')
    expect(await next.backend.findSession(page.sessionId)).toBeUndefined()
  })

  it('cannot be found while the store does not answer', async () => {
    const backend = createChatBackend({ store: unreliableStore((call) => (call === 'find' ? 'refused' : 'none')) })
    await expect(backend.findSession('any')).rejects.toMatchObject({ name: 'ChatError', code: 100 })
    await backend.close()
  })
})
