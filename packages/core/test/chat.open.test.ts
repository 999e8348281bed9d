import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, type ChatSession, type ChatTransport, memoryStorage, type SendMessage } from '../src/index.ts'
import { openPage, outcomeOf, recordEvents } from './support/open-chat.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

const deliveries = (session: ChatSession) => session.transcript.map(({ delivery, index }) => delivery ?? index)

const expired = new ChatError(152, 'session restoration failed')

describe('a session that is opened at once', () => {
  it('is there before the server has answered, and what is said meanwhile goes out once', async () => {
    const page = openPage()
    const session = page.chat.openSession({ nickname: 'Ada' })
    expect([session.status, session.id]).toEqual(['connecting', ''])
    const sending = outcomeOf(session.sendMessage('anybody there?'))
    await settle()
    expect(page.farSide.attach).toMatchObject({ type: 'StartSession', nickname: 'Ada' })
    page.farSide.open({ sessionId: 's1' })
    await settle()
    expect([session.status, session.id, page.farSide.texts]).toEqual(['connected', 's1', ['anybody there?']])
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await settle()
    expect([sending.state, deliveries(session)]).toEqual(['resolved', ['sent']])
  })

  it('goes out once, at its pace, over a transport that is connected before it has returned', async () => {
    const scripted = scriptedTransport()
    const transport: ChatTransport = {
      name: 'hasty',
      connect(attach, listener) {
        const connection = scripted.connect(attach, listener)
        scripted.farSide.open({ limits: { maxMessageBytes: 8192, commandsPerSecond: 1 } })
        return connection
      },
    }
    const page = openPage({ transport })
    const session = page.chat.openSession()
    void session.sendMessage('hello')
    await settle()
    expect(session.status).toBe('connected')
    expect(scripted.farSide.texts).toEqual(['hello'])
    await page.clock.advance(5000)
    expect(scripted.farSide.texts).toEqual(['hello'])
  })

  it('keeps what was said across a reload, though the server has never answered', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    void first.chat.openSession().sendMessage('hello?')
    await settle()
    const before = first.farSide.attach
    await first.dies()
    const page = openPage({ storage })
    const session = page.chat.openSession()
    await settle()
    expect(page.farSide.attach).toMatchObject({ type: 'StartSession', id: before.id, secret: before.secret })
    expect(deliveries(session)).toEqual(['queued'])
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['hello?'])
    await page.dies()
    const next = openPage({ storage })
    void next.chat.openSession()
    await settle()
    next.farSide.open()
    await settle()
    expect([next.farSide.attach.type, next.farSide.texts]).toEqual(['RestoreSession', ['hello?']])
  })

  it.each(['StartSession', 'RestoreSession'])('sends what an earlier page has queued first: %s', async (attach) => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const before = attach === 'StartSession' ? first.chat.openSession() : await first.start()
    if (attach === 'RestoreSession') first.farSide.loses()
    for (const text of ['one', 'two']) void before.sendMessage(text)
    await first.dies()
    const page = openPage({ storage })
    const session = page.chat.openSession()
    for (const text of ['three', 'four']) void session.sendMessage(text)
    await settle()
    const shown = session.transcript.map(({ command }) => (command as SendMessage).content.text)
    expect(shown).toEqual(['one', 'two', 'three', 'four'])
    page.farSide.open()
    await settle()
    expect([page.farSide.attach.type, page.farSide.texts]).toEqual([attach, ['one', 'two', 'three', 'four']])
  })

  it('restores what is stored, and shows and sends what an earlier page has queued', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const before = await first.start()
    first.farSide.loses()
    void before.sendMessage('still here')
    await first.dies()
    const page = openPage({ storage })
    const session = page.chat.openSession()
    await settle()
    expect([page.farSide.attach.type, deliveries(session)]).toEqual(['RestoreSession', ['queued']])
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['still here'])
  })

  it('makes no chat of a page view: starts with the first message', async () => {
    const page = openPage()
    const session = page.chat.openSession({}, { start: 'first-message' })
    await settle()
    session.sendTyping()
    await settle()
    expect([page.transport.connections.length, page.storage.keys()]).toEqual([0, []])
    void session.sendMessage('hello')
    await settle()
    page.farSide.open()
    await settle()
    expect([page.farSide.attach.type, page.farSide.texts]).toEqual(['StartSession', ['hello']])
  })

  it('is over at once when the visitor leaves before anything was said', async () => {
    const page = openPage()
    const session = page.chat.openSession({}, { start: 'first-message' })
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    const leaving = outcomeOf(session.leave())
    await settle()
    await page.clock.advance(300)
    expect([leaving.state, session.status, page.transport.connections.length]).toEqual(['resolved', 'ended', 0])
    expect([of('sessionEnded'), page.storage.keys(), page.clock.pending]).toEqual([[{ reason: 'left' }], [], 0])
  })

  it('has no id after what was stored has expired, until its first message has started another', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    await first.start()
    await first.dies()
    const page = openPage({ storage })
    const session = page.chat.openSession({}, { start: 'first-message' })
    await settle()
    expect(session.id).toBe('s1')
    page.farSide.reports('closed', expired)
    await page.dies()
    expect([session.id, session.status, storage.keys()]).toEqual(['', 'connecting', []])
    void session.sendMessage('hello')
    await settle()
    expect(page.farSide.attach.type).toBe('StartSession')
  })

  it('ends with the error of a server that refuses the start, and shows as failed what was said', async () => {
    const page = openPage()
    const session = page.chat.openSession()
    const { of } = recordEvents(session)
    const sending = outcomeOf(session.sendMessage('hello'))
    await page.clock.advance(0)
    const event = { type: 'EventError', error: { code: 51, description: 'closed on Sundays' }, extra: 1 } as const
    page.farSide.reports('closed', ChatError.fromEvent(event))
    await page.clock.advance(300)
    expect([session.status, deliveries(session), sending.value]).toMatchObject(['ended', ['failed'], { code: 51 }])
    expect([of('error'), of('sessionEnded')]).toMatchObject([[event], [{ reason: 'refused', cause: { code: 51 } }]])
    const again = page.chat.openSession()
    await settle()
    page.farSide.open()
    await page.clock.advance(0)
    expect([deliveries(again), page.transport.connections.length]).toEqual([['failed'], 2])
  })

  it('raises 152 for what was stored and has expired, and goes on with a new session', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const before = await first.start()
    first.farSide.loses()
    void before.sendMessage('for the old one')
    await first.dies()
    const page = openPage({ storage })
    const session = page.chat.openSession()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    void session.sendMessage('said meanwhile')
    await settle()
    page.farSide.reports('closed', expired)
    await page.clock.advance(0)
    expect([of('error')[0]?.error.code, page.farSide.attach.type]).toEqual([152, 'StartSession'])
    page.farSide.open({ sessionId: 's2' })
    await page.clock.advance(300)
    expect([session.id, page.farSide.texts, deliveries(session)]).toEqual([
      's2',
      ['said meanwhile'],
      ['failed', 'sending'],
    ])
    const { key = '' } = session.transcript[0] ?? {}
    void session.retry(key)
    await settle()
    expect(page.farSide.texts).toEqual(['said meanwhile', 'for the old one'])
  })

  it('shows nothing of what was queued for a session that the server refuses to this visitor', async () => {
    const storage = memoryStorage()
    const ann = openPage({ storage })
    const hers = await ann.start()
    ann.farSide.loses()
    void hers.sendMessage('from Ann')
    await ann.dies()
    const bob = openPage({ storage })
    const session = bob.chat.openSession()
    await settle()
    bob.farSide.reports('closed', new ChatError(101, 'login failed'))
    await bob.clock.advance(300)
    expect([session.status, session.transcript.length]).toEqual(['ended', 0])
    const next = await startRefused(bob)
    expect(next.transcript.length).toBe(0)
  })

  it('may be let go and opened again in one turn', async () => {
    const page = openPage()
    const first = page.chat.openSession()
    void first.detach()
    const second = page.chat.openSession()
    await settle()
    page.farSide.open()
    await settle()
    expect([first.status, second.status, page.transport.connections.length]).toEqual(['closed', 'connected', 1])
  })

  it('throws beside a live session, and for an option that is none', async () => {
    const page = openPage()
    const session = page.chat.openSession()
    expect(() => page.chat.openSession()).toThrow(expect.objectContaining({ name: 'InvalidStateError' }))
    await settle()
    page.farSide.open()
    await settle()
    expect(() => page.chat.openSession()).toThrow(expect.objectContaining({ name: 'InvalidStateError' }))
    await expect(page.chat.startSession()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await session.detach()
    expect(() => page.chat.openSession({}, { start: 'later' as 'now' })).toThrow(
      'openSession start: expected now or first-message, got string',
    )
  })

  it('joins the start of another page after one that ended in this page', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    await page.start()
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(0)
    const other = openPage({ storage })
    void other.chat.startSession().catch(() => undefined)
    await settle()
    page.chat.openSession()
    await settle()
    expect(page.farSide.attach).toMatchObject({ type: 'StartSession', id: other.farSide.attach.id })
  })

  it('starts another after one that ended in this page, and reads that one in the next', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    const session = page.chat.openSession()
    await settle()
    page.farSide.open({ sessionId: 's1' })
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(0)
    expect(session.status).toBe('ended')
    const next = openPage({ storage })
    const ended = next.chat.openSession()
    await settle()
    next.farSide.accept({ sessionId: 's1', head: 1 })
    next.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await next.clock.advance(0)
    expect([ended.status, deliveries(ended)]).toEqual(['ended', [1]])
    const another = next.chat.openSession()
    await settle()
    expect([next.farSide.attach.type, another.status]).toEqual(['StartSession', 'connecting'])
  })
})

async function startRefused(page: ReturnType<typeof openPage>): Promise<ChatSession> {
  const starting = page.chat.startSession()
  await settle()
  page.farSide.reports('closed', new ChatError(101, 'login failed'))
  await page.clock.advance(0)
  page.farSide.open({ sessionId: 's2' })
  await page.clock.advance(0)
  const session = await starting
  await settle()
  return session
}
