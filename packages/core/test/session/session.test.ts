import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatError, type SendMessage, type VisitorContent } from '../../src/index.ts'
import { openPage, outcomeOf, recordEvents } from '../support/open-chat.ts'
import { agent, eventOf, message, scriptedTransport, visitor } from '../support/scripted-transport.ts'

describe('a session', () => {
  it('carries messages both ways', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    const sent = session.sendMessage('Hello')
    await page.clock.advance(0)
    const [command] = page.farSide.received as SendMessage[]
    expect(command).toMatchObject({ type: 'SendMessage', content: { type: 'text', text: 'Hello' } })
    page.farSide.accepts(command as SendMessage, 1)
    expect(await sent).toMatchObject({ index: 1, delivery: 'sent', key: command?.id })
    page.farSide.says(message(2, 'Hi Ada'))
    expect(of('messageReceived').map((event) => event.content)).toEqual([
      { type: 'text', text: 'Hello' },
      { type: 'text', text: 'Hi Ada' },
    ])
  })

  it('knows itself and its visitor', async () => {
    const session = await openPage().start({ sessionId: 's7' })
    expect([session.id, session.party, session.status, session.persistent]).toEqual(['s7', visitor, 'connected', true])
  })

  it('hands an event on exactly as the server sent it', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    const event = { ...message(1), acmeMood: 'good', party: { ...agent, avatar: 'a.png' } }
    page.farSide.says(event)
    expect(of('messageReceived')[0]).toBe(event)
  })

  it('shows own messages at once, and once', async () => {
    const page = openPage()
    const session = await page.start()
    const first = session.sendMessage('one')
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['queued'])
    const key = session.transcript[0]?.key
    await settle()
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['sending'])
    page.farSide.says(eventOf(page.farSide.received[0] as SendMessage, 1))
    await first
    expect(session.transcript.map((entry) => [entry.key, entry.delivery, entry.index])).toEqual([[key, 'sent', 1]])
  })
})

describe('errors in a session', () => {
  it('of a command reject its promise with the event unchanged, fail its entry, and reach onError', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    const sending = outcomeOf(session.sendMessage('rude'))
    await settle()
    const [command] = page.farSide.received as SendMessage[]
    page.farSide.refuses(command as SendMessage, 51, { rule: 'politeness' })
    await settle()
    const error = sending.value as ChatError
    expect(error).toBeInstanceOf(ChatError)
    expect(error.event).toEqual({
      type: 'EventError',
      error: { code: 51, description: 'refused with 51' },
      commandId: command?.id,
      rule: 'politeness',
    })
    expect(of('error')).toEqual([error.event])
    expect(session.transcript[0]).toMatchObject({ delivery: 'failed', error: expect.objectContaining({ code: 51 }) })
  })

  it.each([50, 100, 101])('%i as the answer to a command leaves it queued', async (code) => {
    const page = openPage()
    const session = await page.start()
    const sending = outcomeOf(session.sendMessage('Hello'))
    await settle()
    page.farSide.refuses(page.farSide.received[0] as SendMessage, code)
    page.farSide.loses()
    await settle()
    expect([sending.state, session.transcript[0]?.delivery]).toEqual(['pending', 'queued'])
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['Hello', 'Hello'])
    page.farSide.accepts(page.farSide.received[1] as SendMessage, 1)
    await settle()
    expect(sending.state).toBe('resolved')
  })

  it('an event wins over an earlier failure', async () => {
    const page = openPage()
    const session = await page.start()
    void session.sendMessage('Hello').catch(() => undefined)
    await settle()
    const [command] = page.farSide.received as SendMessage[]
    page.farSide.refuses(command as SendMessage, 52)
    page.farSide.accepts(command as SendMessage, 1)
    expect(session.transcript.map(({ key, index, delivery, error }) => [key, index, delivery, error])).toEqual([
      [command?.id, 1, 'sent', undefined],
    ])
  })

  it('151: a bad event is not dispatched, is the cause, and the chat goes on', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    const bad = { ...message(1), party: { id: 'a1', name: 7, type: 'agent' } }
    page.farSide.says(bad)
    page.farSide.says(message(2))
    expect(of('error')).toEqual([
      {
        type: 'EventError',
        error: { code: 151, description: 'party.name: expected a string, got 7' },
        cause: bad,
      },
    ])
    expect(of('error')[0]?.cause).toBe(bad)
    expect(of('messageReceived').map(({ index }) => index)).toEqual([2])
    expect(page.farSide.position).toBe(2)
  })
})

/** Content of an application's own that JSON cannot hold. */
const cyclic = { type: 'acmeOrder', fallback: 'An order' } as unknown as VisitorContent
Object.assign(cyclic, { self: cyclic })

describe('bad arguments of a session', () => {
  it.each<[string, (session: Awaited<ReturnType<ReturnType<typeof openPage>['start']>>) => unknown, unknown]>([
    ['message', (session) => session.sendMessage(7 as never), TypeError],
    ['message.url', (session) => session.sendMessage({ type: 'url', text: '' } as never), TypeError],
    ['message.fallback', (session) => session.sendMessage({ type: 'acmeOrder', total: 5 } as never), TypeError],
    ['message: expected what JSON can hold', (session) => session.sendMessage(cyclic), TypeError],
    ['userData', (session) => session.updateUserData([] as never), TypeError],
    ['userData', (session) => session.updateUserData({ big: 1n }), TypeError],
    ['name', (session) => session.sendNotice(undefined as never), TypeError],
    ['index', async (session) => session.markRead(1.5), RangeError],
    ['index', async (session) => session.markRead(9), RangeError],
    ['typed', async (session) => session.sendTyping(5 as never), TypeError],
    ['handler', async (session) => session.onNotice('x' as never), TypeError],
    ['SendMessage', (session) => session.sendMessage('x'.repeat(9000)), RangeError],
  ])('are refused by name: %s', async (name, call, type) => {
    const page = openPage()
    const session = await page.start({}, [message(1)])
    await expect(call(session)).rejects.toThrow(type as ErrorConstructor)
    await expect(call(session)).rejects.toThrow(name)
    expect([session.transcript.length, page.farSide.received]).toEqual([1, []])
  })

  it('takes an own message for sent when its event cannot be read: the server has it', async () => {
    const page = openPage()
    const session = await page.start()
    const sending = outcomeOf(session.sendMessage('hello'))
    await settle()
    const [command] = page.farSide.received as [SendMessage]
    page.farSide.accepts(command, 1, { at: undefined })
    await settle()
    expect(sending).toMatchObject({ state: 'resolved', value: { delivery: 'sent', command } })
    page.farSide.loses()
    page.farSide.open()
    await settle()
    expect(page.farSide.texts, 'it is not sent again').toEqual(['hello'])
    await page.clock.advance(1000)
    expect(page.storage.keys()).toEqual(['session'])
  })

  it('takes a repeat for its own message only when it is the visitor’s', async () => {
    const page = openPage()
    const session = await page.start()
    const told = recordEvents(session)
    page.farSide.loses()
    void session.sendMessage('still on its way')
    page.farSide.open()
    await settle()
    const [command] = page.farSide.received as [SendMessage]
    const answer = { ...message(1), commandId: command.id }
    for (let times = 0; times < 3; times++) page.farSide.says(answer)
    await page.clock.advance(0)
    expect(told.of('messageReceived')).toEqual([answer])
    expect(session.transcript.map(({ delivery, index }) => delivery ?? index)).toEqual([1, 'sending'])
  })

  it('does not send what is changed after the call', async () => {
    const page = openPage()
    const session = await page.start()
    const userData = { plan: 'pro' }
    void session.updateUserData(userData)
    userData.plan = 'free'
    await settle()
    expect(page.farSide.received[0]).toMatchObject({ userData: { plan: 'pro' } })
  })

  it('refuses what the transport cannot do', async () => {
    const page = openPage({ transport: scriptedTransport(['SendNotice']) })
    const session = await page.start()
    await expect(session.sendNotice('acmeForm')).rejects.toMatchObject({ name: 'NotSupportedError' })
  })

  it('spends nothing of what the server accepts on what the transport cannot do', async () => {
    const page = openPage({ transport: scriptedTransport(['SendTyping', 'MarkRead']) })
    const session = await page.start({ limits: { maxMessageBytes: 8192, commandsPerSecond: 1 } }, [message(1)])
    session.sendTyping()
    session.markRead(1)
    void session.sendMessage('at once')
    await settle()
    expect(page.farSide.texts).toEqual(['at once'])
  })
})
