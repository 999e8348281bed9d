import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatError, type ChatSession, type ChatTransport, memoryStorage, type SendMessage } from '../../src/index.ts'
import { openPage, outcomeOf, recordEvents } from '../support/open-chat.ts'
import { agent, message, scriptedTransport } from '../support/scripted-transport.ts'

describe('the end of a session', () => {
  it('comes once, also when what it tells makes the page let go', async () => {
    const page = openPage()
    const session = await page.start()
    const told = recordEvents(session)
    session.onTyping(({ isTyping }) => {
      if (!isTyping) void session.detach()
    })
    await page.clock.advance(0)
    page.farSide.says({ type: 'EventTyping', party: agent, isTyping: true })
    await session.detach()
    expect(told.of('typing').map(({ isTyping }) => isTyping)).toEqual([true, false])
    expect(told.of('statusChanged').map(({ current }) => current)).toEqual(['connected', 'closed'])
  })

  it('comes once, also over a transport that is closed and throws before it has returned', async () => {
    const scripted = scriptedTransport()
    const refusal = new ChatError(101, 'login failed')
    const transport: ChatTransport = {
      name: 'broken',
      connect(attach, listener) {
        scripted.connect(attach, listener)
        scripted.farSide.reports('closed', refusal)
        throw new Error('unable to connect')
      },
    }
    const page = openPage({ transport })
    const session = page.chat.openSession()
    const told = recordEvents(session)
    await page.clock.advance(300)
    expect(told.of('sessionEnded')).toEqual([{ reason: 'refused', cause: refusal }])
    expect(session.status).toBe('ended')
  })

  it('comes over a transport whose close() throws, too, and a sign-out leaves nothing', async () => {
    const scripted = scriptedTransport()
    const { connect } = scripted
    const transport: ChatTransport = Object.assign(scripted, {
      connect(...given: Parameters<ChatTransport['connect']>) {
        const close = () => {
          throw new Error('already closed')
        }
        return { ...connect(...given), close }
      },
    })
    const page = openPage({ transport })
    const session = await page.start()
    const sent = session.sendMessage('hello')
    await page.chat.signOut()
    await expect(sent).rejects.toThrow('stays queued')
    expect([session.status, page.storage.keys()]).toEqual(['closed', []])
    expect(page.logger.lines).toContainEqual({
      level: 'error',
      text: 'the transport did not close Error: already closed',
    })
    await page.start()
  })

  it('comes in order: entries failed, promises rejected, onSessionEnded, storage told', async () => {
    const page = openPage()
    const session = await page.start()
    const order: unknown[] = []
    session.onSessionEnded(({ reason }) => order.push(reason, page.storage.keys()))
    await page.clock.advance(0)
    page.farSide.loses()
    session.sendMessage('too late').catch((error: Error) => order.push(error.name, session.transcript[0]?.delivery))
    await settle()
    page.farSide.accept({ head: 1 })
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed by the agent' })
    expect(session.status).toBe('ended')
    await page.clock.advance(0)
    expect(order).toEqual(['InvalidStateError', 'failed', 'closed by the agent', expect.arrayContaining(['session'])])
    expect(page.storage.load('session')).toMatchObject({ state: 'ended' })
    expect([page.clock.pending, page.network.listeners]).toEqual([0, 0])
  })

  it('152: expired, with what was not sent handed back', async () => {
    const page = openPage()
    const session = await page.start()
    const told = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.loses()
    const sending = outcomeOf(session.sendMessage('lost?'))
    const cause = ChatError.fromEvent({ type: 'EventError', error: { code: 50, description: 'unknown' }, extra: 1 })
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed', { cause }))
    await page.clock.advance(0)
    expect(told.names.slice(-3)).toEqual(['error', 'statusChanged', 'sessionEnded'])
    expect(told.of('error')[0]).toMatchObject({ error: { code: 152 }, cause })
    expect(told.of('sessionEnded')[0]?.reason).toBe('expired')
    expect((sending.value as ChatError).unsent).toMatchObject([{ type: 'SendMessage', content: { text: 'lost?' } }])
    expect(session.transcript[0]?.delivery).toBe('failed')
    expect(page.storage.keys()).toEqual([expect.stringContaining('outbox.')])
  })

  it('taken over: nothing fails, and the stored state is left to the winner', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.loses()
    const sending = outcomeOf(session.sendMessage('for the other tab'))
    await settle()
    page.farSide.says({ type: 'EventSessionTaken' })
    await page.clock.advance(0)
    expect(of('sessionEnded')).toEqual([{ reason: 'taken-over' }])
    expect(sending.value).toMatchObject({ name: 'AbortError' })
    expect(session.transcript[0]?.delivery).toBe('queued')
    expect((page.storage.keys() as string[]).length).toBe(2)
    expect([page.clock.pending, page.network.listeners]).toEqual([0, 0])
  })
})

describe('the end of a session, in the words of a server that may say anything', () => {
  it.each(['taken-over', 'expired', 'left'])(
    'is an end like any other when it gives %j as its reason',
    async (reason) => {
      const page = openPage()
      const session = await page.start()
      page.farSide.loses()
      const sending = outcomeOf(session.sendMessage('too late'))
      page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason })
      await page.clock.advance(0)
      expect([session.status, sending.state, session.transcript[0]?.delivery]).toEqual(['ended', 'rejected', 'failed'])
      expect((sending.value as Error).name).toBe('InvalidStateError')
      expect(page.storage.keys()).toHaveLength(reason === 'left' ? 0 : 2)
    },
  )

  it('settles a restore too', async () => {
    const storage = memoryStorage()
    await openPage({ storage }).start()
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.accept({ head: 1 })
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'taken-over' })
    await page.clock.advance(0)
    expect([restoring.state, (restoring.value as ChatSession).status, storage.keys()]).toEqual([
      'resolved',
      'ended',
      ['session'],
    ])
  })

  it.each([
    ['live', true],
    ['that is being restored', false],
  ])('ends one that is %s also when it cannot be read, after a 151', async (_, live) => {
    const storage = memoryStorage()
    const before = openPage({ storage })
    const page = live ? before : openPage({ storage })
    const started = await before.start()
    const restoring = live ? Promise.resolve(started) : page.chat.restoreSession()
    await settle()
    if (!live) page.farSide.accept({ head: 1 })
    page.farSide.says({ type: 'EventSessionEnded', index: 1, reason: 'no time given' })
    page.farSide.reports('closed')
    await page.clock.advance(0)
    const session = (await restoring) as ChatSession
    const told = recordEvents(session)
    await page.clock.advance(0)
    expect([session.status, storage.keys()]).toEqual(['ended', ['session']])
    expect([told.of('error')[0]?.error.code, told.of('sessionEnded')]).toEqual([151, [{ reason: 'unknown' }]])
  })
})

describe('leaving a session', () => {
  it('flushes what is before it, and leaves nothing behind', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    void session.sendMessage('bye')
    const leaving = outcomeOf(session.leave())
    await settle()
    expect(page.farSide.received.map(({ type }) => type)).toEqual(['SendMessage', 'LeaveSession'])
    page.farSide.received.forEach((command, place) => page.farSide.accepts(command, place + 1))
    await page.clock.advance(0)
    expect([leaving.state, session.status, page.farSide.closedFor]).toEqual(['resolved', 'ended', 'left'])
    expect(of('sessionEnded').map(({ reason }) => reason)).toEqual(['left'])
    expect([page.storage.keys(), page.clock.pending, page.network.listeners]).toEqual([[], 0, 0])
  })

  it('is refused when another page has taken it: there it goes on', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says({ type: 'EventSessionTaken' })
    await page.clock.advance(0)
    await expect(session.leave()).rejects.toMatchObject({ name: 'InvalidStateError' })
  })

  it('refuses what comes after it', async () => {
    const session = await openPage().start()
    void session.leave()
    await expect(session.sendMessage('one more')).rejects.toMatchObject({ name: 'InvalidStateError' })
  })

  it('is granted when the server no longer knows the session', async () => {
    const page = openPage()
    const session = await page.start()
    const told = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.loses()
    const leaving = outcomeOf(session.leave())
    page.farSide.reports('closed', new ChatError(152, 'gone'))
    await page.clock.advance(0)
    expect([leaving.state, told.of('sessionEnded')[0]?.reason, told.names.includes('error')]).toEqual([
      'resolved',
      'left',
      false,
    ])
  })

  it('can be refused, and the session goes on', async () => {
    const page = openPage()
    const session = await page.start()
    const leaving = outcomeOf(session.leave())
    await settle()
    page.farSide.refuses(page.farSide.received[0] as SendMessage, 51)
    await settle()
    expect([(leaving.value as ChatError).code, session.status]).toEqual([51, 'connected'])
    void session.sendMessage('still here')
    await settle()
    expect(page.farSide.texts).toEqual(['still here'])
  })

  it('goes on when the wait for it is aborted', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.loses()
    const abort = new AbortController()
    const leaving = outcomeOf(session.leave({ signal: abort.signal }))
    abort.abort()
    await settle()
    expect(leaving.value).toMatchObject({ name: 'AbortError' })
    page.farSide.open()
    await settle()
    expect(page.farSide.received.map(({ type }) => type)).toEqual(['LeaveSession'])
  })
})

describe('detaching a session', () => {
  it('lets go, says that messages stay queued, and keeps what is stored', async () => {
    const page = openPage()
    const session = await page.start({}, [message(1)])
    page.farSide.loses()
    const sending = outcomeOf(session.sendMessage('later'))
    await session.detach()
    await settle()
    expect(sending.value).toMatchObject({ name: 'AbortError', message: expect.stringContaining('stays queued') })
    expect([session.status, page.farSide.closedFor, page.clock.pending, page.network.listeners]).toEqual([
      'closed',
      'detached',
      0,
      0,
    ])
    const keys = page.storage.keys() as string[]
    expect(keys.length).toBe(2)
    expect(page.storage.load('session')).toMatchObject({ sessionId: 's1', position: 1 })
    await expect(session.sendMessage('more')).rejects.toMatchObject({ name: 'InvalidStateError' })
  })
})
