import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { type ChatError, type LeaveSession, memoryStorage, type SendMessage } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { message } from './support/scripted-transport.ts'

describe('two pages on one storage', () => {
  it('a session that ends clears only what is its own', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    await first.start()
    await storage.save('session', { state: 'open', sessionId: 'other', secret: 'x', position: 0 })
    first.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await first.clock.advance(0)
    expect(storage.load('session')).toMatchObject({ sessionId: 'other' })
  })

  it('both start after the session was left: it is one start', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    await first.start()
    const second = openPage({ storage })
    void second.chat.startSession()
    await settle()
    second.farSide.open({ sessionId: 's1' })
    await settle()
    await storage.save('session', { state: 'starting', id: 'start-of-another', secret: 'its-secret' })
    second.farSide.accepts(second.farSide.received[0] as LeaveSession, 1)
    await second.clock.advance(0)
    expect(second.farSide.attach).toMatchObject({ type: 'StartSession', id: 'start-of-another', secret: 'its-secret' })
  })

  it('a session that ends shows as failed what another page has queued', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const firstSession = await first.start()
    const second = openPage({ storage })
    const session = await second.restore()
    await settle()
    first.farSide.loses()
    void firstSession.sendMessage('from the other page')
    await settle()
    second.farSide.says({ type: 'EventSessionEnded', reason: 'closed', index: 1, at: 1 })
    await second.clock.advance(0)
    expect(session.transcript.map(({ delivery, index }) => delivery ?? index)).toEqual(['failed', 1])
    expect(storage.keys()).toEqual(['session', expect.stringContaining('outbox.')])
  })

  it('a page that lost the session to one that has seen its end shows as failed what nobody will send', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const session = await first.start()
    first.farSide.loses()
    const second = openPage({ storage })
    await second.restore()
    second.farSide.says({ type: 'EventSessionEnded', reason: 'closed', index: 1, at: 1 })
    await second.clock.advance(0)
    const sending = outcomeOf(session.sendMessage('too late'))
    await settle()
    first.farSide.says({ type: 'EventSessionTaken' })
    await first.clock.advance(0)
    expect([sending.state, (sending.value as Error).name]).toEqual(['rejected', 'InvalidStateError'])
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['failed'])
    expect(storage.keys()).toEqual(['session', expect.stringContaining('outbox.')])
  })

  it('what a page saves for the one that took the session, while that one sees its end, is shown there as failed', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const firstSession = await first.start()
    first.farSide.loses()
    const save = (key: string, value: unknown) => {
      if ((value as { state?: string }).state === 'ended') {
        void firstSession.sendMessage('in between')
        first.farSide.says({ type: 'EventSessionTaken' })
      }
      return storage.save(key, value)
    }
    const second = openPage({ storage: { ...storage, save } })
    const session = await second.restore()
    second.farSide.says({ type: 'EventSessionEnded', reason: 'closed', index: 1, at: 1 })
    await second.clock.advance(0)
    expect(session.transcript.map(({ delivery, index }) => delivery ?? index)).toEqual(['failed', 1])
    expect(storage.keys()).toEqual(['session', expect.stringContaining('outbox.')])
  })

  it('what a page queued for a session that another has seen the end of is shown as failed by the next', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const session = await first.start()
    first.farSide.loses()
    const second = openPage({ storage })
    await second.restore()
    second.farSide.says({ type: 'EventSessionEnded', reason: 'closed', index: 1, at: 1 })
    await second.clock.advance(0)
    void session.sendMessage('too late')
    await first.dies()
    const page = openPage({ storage })
    const restoring = page.chat.restoreSession()
    await settle()
    page.farSide.accept({ head: 1 })
    page.farSide.says({ type: 'EventSessionEnded', reason: 'closed', index: 1, at: 1 })
    await page.clock.advance(0)
    const ended = await restoring
    expect(ended?.transcript.map(({ delivery, index }) => delivery ?? index)).toEqual(['failed', 1])
  })

  it('what a page queued for a session that is gone is handed back by error 152, once', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const session = await first.start()
    first.farSide.loses()
    void session.sendMessage('too late')
    await first.dies()
    await storage.remove('session')
    const page = openPage({ storage })
    const error = (await page.chat.restoreSession().catch((thrown: unknown) => thrown)) as ChatError
    expect([error.code, error.unsent?.map((command) => (command as SendMessage).content.text)]).toEqual([
      152,
      ['too late'],
    ])
    expect([storage.keys(), page.transport.connections]).toEqual([[], []])
    expect(await page.chat.restoreSession()).toBeNull()
  })

  it('a page that is hidden saves its position only for its own session, and never moves it back', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    await page.start({}, [message(1), message(2)])
    await storage.save('session', { state: 'open', sessionId: 's1', secret: 'x', position: 7 })
    await page.dies()
    expect(storage.load('session')).toMatchObject({ position: 7 })
    await storage.save('session', { state: 'open', sessionId: 'other', secret: 'x', position: 0 })
    await page.dies()
    expect(storage.load('session')).toMatchObject({ sessionId: 'other', position: 0 })
  })

  it('a page that comes back adopts what another has queued meanwhile', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    await page.start()
    page.farSide.loses()
    await storage.save('outbox.other', {
      sessionId: 's1',
      commands: [
        { at: 1, after: 0, command: { type: 'SendMessage', id: 'c9', content: { type: 'text', text: 'left over' } } },
      ],
    })
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['left over'])
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await settle()
    expect(storage.keys()).toEqual(['session'])
  })
})
