import { describe, expect, it } from 'vitest'
import { ChatRefusal } from '../../src/index.ts'
import type { ChatBackendOptions, CommandDecorator } from '../../src/index.ts'
import { countingStore } from '../support/counting-store.ts'
import { byAuth, identify } from '../support/log-in.ts'
import { aMessage, aRestore, aStart, connect, startBackend, startChat } from '../support/visitor.ts'

/** Each call may be a round trip to a store behind a network, and delays the visitor by that. */
async function chatOnCountingStore(options: ChatBackendOptions = {}) {
  const counting = countingStore()
  const chat = await startChat({ ...options, store: counting.store })
  counting.callsSince()
  return { ...chat, ...counting }
}

describe('a command asks the store', () => {
  const pass: CommandDecorator = (command) => command

  it.each<[string, unknown, readonly string[]]>([
    ['a message', aMessage('Hello'), ['append']],
    ['a notice', { type: 'SendNotice', id: 'c-1', notice: { name: 'opened' } }, ['append']],
    ['user data', { type: 'UpdateUserData', id: 'c-1', userData: { plan: 'pro' } }, ['append']],
    ['leaving', { type: 'LeaveSession', id: 'c-1' }, ['append']],
    ['a read mark', { type: 'MarkRead', id: 'c-1', upTo: 1 }, ['markRead']],
    ['typing', { type: 'SendTyping', id: 'c-1', isTyping: true }, []],
  ])('once at most: %s', async (_name, command, calls) => {
    const { page, callsSince } = await chatOnCountingStore({ decorators: [pass] })
    await page.send(command)
    expect(callsSince()).toEqual(calls)
  })

  it('once for a repeat, which decorators do not see', async () => {
    const seen: string[] = []
    const { page, callsSince } = await chatOnCountingStore({
      decorators: [
        (command) => {
          seen.push(command.id)
          return command
        },
      ],
    })
    await page.send(aMessage('Hello', 'c-1'))
    callsSince()
    await page.send(aMessage('Hello', 'c-1'))
    expect(callsSince()).toEqual(['committed'])
    expect(seen).toEqual(['c-1'])
  })

  it('once when it is refused: it may have been accepted before', async () => {
    const refuse: CommandDecorator = () => new ChatRefusal(51, 'not here')
    const { page, callsSince } = await chatOnCountingStore({ decorators: [refuse] })
    await page.send(aMessage('Hello', 'c-1'))
    await page.send({ type: 'Shout', id: 'c-2' })
    expect(callsSince()).toEqual(['committed', 'committed'])
    expect(page.line.errors.map(({ error }) => error.code)).toEqual([51, 1])
  })

  it('not at all when it is refused and has no id', async () => {
    const { page, callsSince } = await chatOnCountingStore()
    await page.send({ type: 'SendMessage' })
    expect(callsSince()).toEqual([])
  })

  it('once when the session has ended, repeats included', async () => {
    const { page, session, callsSince } = await chatOnCountingStore()
    await page.send(aMessage('Hello', 'c-1'))
    await session.end()
    callsSince()
    await page.send(aMessage('too late', 'c-2'))
    expect(callsSince()).toEqual(['append'])
    await page.send(aMessage('Hello', 'c-1'))
    expect(callsSince()).toEqual(['append'])
    expect(page.line.received.slice(-2)).toMatchObject([
      { type: 'EventError', error: { code: 52 }, commandId: 'c-2' },
      { type: 'EventMessage', commandId: 'c-1' },
    ])
  })
})

describe('an attach asks the store', () => {
  it('once for a start, and reads the first event for its page', async () => {
    const { store, callsSince } = countingStore()
    const { backend } = startBackend({ store })
    await connect(backend)
    expect(callsSince()).toEqual(['create', 'read'])
  })

  it('once for a repeated start', async () => {
    const { backend, callsSince } = await chatOnCountingStore()
    await connect(backend, aStart())
    expect(callsSince()).toEqual(['claim', 'read'])
  })

  it('twice for a start that comes to a session of its user, and once when it is repeated', async () => {
    const { backend, callsSince } = await chatOnCountingStore({ authenticate: () => ({ user: { id: 'ada' } }) })
    await connect(backend, aStart({ id: 'start-2', pageId: 'page-2' }))
    expect(callsSince()).toEqual(['create', 'claim', 'read'])
    await connect(backend, aStart({ id: 'start-2', pageId: 'page-2' }))
    expect(callsSince()).toEqual(['claim', 'read'])
  })

  it('once more when it is the first of a user', async () => {
    const { backend, page, callsSince } = await chatOnCountingStore({ authenticate: byAuth })
    await connect(backend, aRestore(page.sessionId, { auth: 'ada', after: 1 }))
    expect(callsSince()).toEqual(['claim', 'append', 'read'])
    await page.send(identify('ada'))
    await connect(backend, aRestore(page.sessionId, { auth: 'ada', after: 2 }))
    expect(callsSince()).toEqual(['claim'])
  })

  it('once for a restore, and reads the events that the page has missed', async () => {
    const { backend, page, callsSince } = await chatOnCountingStore()
    await connect(backend, aRestore(page.sessionId, { after: 1 }))
    expect(callsSince()).toEqual(['claim'])
    await connect(backend, aRestore(page.sessionId, { after: 0 }))
    expect(callsSince()).toEqual(['claim', 'read'])
  })

  it('twice for the first restore after a restart: the secret is in the store alone', async () => {
    const { backend, page, store, callsSince } = await chatOnCountingStore()
    await backend.close()
    const next = startBackend({ store })
    await connect(next.backend, aRestore(page.sessionId, { after: 1 }))
    // The read brings this process what has happened in the session so far.
    expect(callsSince()).toEqual(['find', 'claim', 'read'])
  })

  it('not at all when the secret of a live session is wrong', async () => {
    const { backend, page, callsSince } = await chatOnCountingStore()
    const { answer } = await backend.attach(aRestore(page.sessionId, { secret: 'x'.repeat(43) }), page.line)
    expect(answer).toMatchObject({ error: { code: 50 } })
    expect(callsSince()).toEqual([])
  })
})
