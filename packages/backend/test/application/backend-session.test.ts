import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import { aMessage, aRestore, connect, startBackend, startChat, textsOf } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import type { StoreFault } from '../support/unreliable-store.ts'

const ignore = () => undefined

describe('handlers of a session', () => {
  it('hear what the visitor does, not what agents say', async () => {
    const { page, session } = await startChat()
    const heard: string[] = []
    session.onMessage(({ content }) => heard.push(content.type === 'text' ? content.text : content.type))
    session.onNotice(({ notice }) => heard.push(notice.name))
    session.onUserData(({ userData }) => heard.push(...Object.keys(userData)))
    const agent = session.join({ name: 'Grace' })
    await agent.say('Welcome')
    await agent.notice('form')
    await page.send(aMessage('Hello'))
    await page.send({ type: 'SendNotice', id: 'n-1', notice: { name: 'clicked' } })
    await page.send({ type: 'UpdateUserData', id: 'u-1', userData: { plan: 'pro' } })
    expect(heard).toEqual(['Hello', 'clicked', 'plan'])
  })

  it('hear every transcript event when they ask for it', async () => {
    const { page, session } = await startChat()
    const heard: string[] = []
    session.onTranscript(({ index, type }) => heard.push(`${index} ${type}`))
    await session.join({ name: 'Grace' }).say('Welcome')
    await page.send(aMessage('Hello'))
    await session.end()
    expect(heard).toEqual(['2 EventParticipantJoined', '3 EventMessage', '4 EventMessage', '5 EventSessionEnded'])
  })

  it('let a bot answer without answering itself', async () => {
    const { page, session } = await startChat()
    const bot = session.join({ name: 'Echo', type: 'external' })
    session.onMessage(({ content }) => content.type === 'text' && bot.say(`You said: ${content.text}`))
    await page.send(aMessage('Hello'))
    expect(page.line.texts).toEqual(['Hello', 'You said: Hello'])
  })

  it('are told once that the session is over, and who left', async () => {
    const { page, session } = await startChat()
    const heard: unknown[] = []
    session.onVisitorLeft(({ reason }) => heard.push(['left', reason]))
    session.onEnded(({ reason, event }) => heard.push(['ended', reason, event?.index]))
    await page.send({ type: 'LeaveSession', id: 'leave-1' })
    expect(heard).toEqual([
      ['left', 'left'],
      ['ended', 'left', 2],
    ])
  })

  it('stop hearing when they are unregistered', async () => {
    const { page, session } = await startChat()
    const handler = vi.fn()
    session.onMessage(handler)()
    await page.send(aMessage('Hello'))
    expect(handler).not.toHaveBeenCalled()
  })

  it('do not stop each other, or the session, by failing', async () => {
    const error = vi.fn()
    const { page, session } = await startChat({ logger: { debug: ignore, info: ignore, warn: ignore, error } })
    const handler = vi.fn()
    session.onMessage(() => {
      throw new Error('broken')
    })
    session.onMessage(() => Promise.reject(new Error('broken too')))
    session.onMessage(handler)
    await page.send(aMessage('Hello'))
    expect(handler).toHaveBeenCalledOnce()
    expect(page.line.texts).toEqual(['Hello'])
    expect(page.line.errors).toEqual([])
    expect(error).toHaveBeenCalledTimes(2)
  })

  it('must be functions', async () => {
    const { session } = await startChat()
    expect(() => session.onMessage('hello' as never)).toThrow(TypeError)
  })
})

describe('the end', () => {
  it('is one, whoever asks for it', async () => {
    const { page, session } = await startChat()
    const [first, second] = await Promise.all([session.end('solved'), session.end('again')])
    expect(second).toEqual(first)
    expect(first).toMatchObject({ reason: 'solved', index: 2 })
    expect(page.line.ofType('EventSessionEnded')).toEqual([first])
  })

  it('is found out by asking again, when the store has kept it and said nothing', async () => {
    let fault: StoreFault = 'none'
    const { backend, page, session } = await startChat({
      store: unreliableStore((call) => (call === 'append' ? fault : 'none')),
    })
    const ends: unknown[] = []
    session.onEnded(({ event }) => ends.push(event))
    page.attachment.detach()
    fault = 'lost'
    await expect(session.end('solved')).rejects.toMatchObject({ code: 100 })
    fault = 'none'
    const end = await session.end('solved again')
    expect(end).toMatchObject({ reason: 'solved', index: 2 })
    expect(session.status).toBe('ended')
    expect(ends).toEqual([end])
    const reader = await connect(backend, aRestore(page.sessionId))
    expect(reader.line.ofType('EventSessionEnded')).toEqual([end])
  })

  it('cannot be had of a session that is gone', async () => {
    const { backend, session } = await startChat()
    await backend.expire(session.id)
    await expect(session.end()).rejects.toMatchObject({ code: 50 })
    expect(await session.transcript()).toEqual([])
  })
})

it('reads the transcript from any event on, in parts of any length', async () => {
  const { page, session } = await startChat()
  for (const text of ['one', 'two', 'three']) await page.send(aMessage(text))
  expect(textsOf(await session.transcript(2))).toEqual(['two', 'three'])
  expect(textsOf(await session.transcript(1, 2))).toEqual(['one', 'two'])
  await expect(session.transcript(-1)).rejects.toThrow(/^transcript after: expected/)
  await expect(session.transcript(0, 0)).rejects.toThrow(/^transcript limit: expected/)
})

it('sends errors of the application to the page, with further fields', async () => {
  const { page, session } = await startChat()
  session.error(53, 'transferring you', { queue: 3 })
  const event = { type: 'EventError', error: { code: 53, description: 'transferring you' }, queue: 3 }
  expect(page.line.received.at(-1)).toEqual(event)
  expect(() => session.error(Number.NaN, 'what')).toThrow(/code/)
})

describe('onGone', () => {
  it('tells once that a session can no longer be read: it has expired, or has ended some time ago', async () => {
    const { backend, clock, session } = await startChat({ keepEndedMs: 1_000 })
    const gone: string[] = []
    session.onGone(({ reason }) => gone.push(reason))
    await session.end()
    expect(gone).toEqual([])
    await clock.advance(1_000)
    await settle()
    expect(gone).toEqual(['ended'])
    expect(await backend.findSession(session.id)).toBeUndefined()
  })

  it('tells it of a session of the store that nobody has come back to', async () => {
    const store = memorySessionStore()
    const { backend, page } = await startChat({ store })
    await backend.close()
    const next = startBackend({ store })
    const found = await next.backend.findSession(page.sessionId)
    const gone: string[] = []
    found?.onGone(({ reason }) => gone.push(reason))
    await next.backend.expire(page.sessionId)
    expect(gone).toEqual(['expired'])
  })
})
