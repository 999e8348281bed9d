import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, memoryStorage, type SendMessage, type SessionStorage } from '../src/index.ts'
import { leftOffline } from './support/left-offline.ts'
import { openPage, outcomeOf, recordEvents } from './support/open-chat.ts'
import { eventOf, message } from './support/scripted-transport.ts'

/** A page that has a session, has queued `texts` while its line was cut, and died. */
async function pageThatDied(storage: SessionStorage, texts: readonly string[] = []) {
  const page = openPage({ storage })
  const session = await page.start({}, [message(1), message(2)])
  page.farSide.loses()
  for (const text of texts) void session.sendMessage(text)
  await page.dies()
  return page
}

describe('restoring a session', () => {
  it('gives null when there is nothing to restore', async () => {
    const page = openPage()
    expect(await page.chat.restoreSession()).toBeNull()
    expect(page.transport.connections).toEqual([])
  })

  it.each<[string, unknown]>([
    ['a text', 'hello'],
    ['null', null],
    ['a list', []],
    ['another shape', { state: 'open', sessionId: 7 }],
    ['another state', { state: 'constructor', sessionId: 's', secret: 's', position: 0 }],
    ['of an inherited state', { state: '__proto__', sessionId: 's', secret: 's', position: 0 }],
    ['of a state that is a method', { state: '__defineGetter__', sessionId: 's', secret: 's', position: 0 }],
    ['a position that is none', { state: 'open', sessionId: 's', secret: 's', position: -1 }],
  ])('gives null when what is stored is %s', async (_, content) => {
    const storage = memoryStorage()
    await storage.save('session', content)
    expect(await openPage({ storage }).chat.restoreSession()).toBeNull()
  })

  it('brings back the transcript, and marks as replayed what was seen before', async () => {
    const storage = memoryStorage()
    await pageThatDied(storage)
    const page = openPage({ storage })
    const session = await page.restore({}, [message(1), message(2), message(3)])
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    expect(page.farSide.attach).toMatchObject({ type: 'RestoreSession', sessionId: 's1', after: 0, take: true })
    expect(of('messageReceived').map(({ index, replayed }) => [index, replayed])).toEqual([
      [1, true],
      [2, true],
      [3, undefined],
    ])
    expect(session.transcript.map(({ index }) => index)).toEqual([1, 2, 3])
  })

  it('sends what the page before could not, once and in order, and deletes it when settled', async () => {
    const storage = memoryStorage()
    await pageThatDied(storage, ['one', 'two'])
    const page = openPage({ storage })
    const session = await page.restore({}, [message(1), message(2)])
    await settle()
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual([undefined, undefined, 'sending', 'sending'])
    expect(page.farSide.texts).toEqual(['one', 'two'])
    page.farSide.received.forEach((command, place) => page.farSide.accepts(command, 3 + place))
    await page.clock.advance(1000)
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual([undefined, undefined, 'sent', 'sent'])
    expect(storage.keys()).toEqual(['session'])
  })

  it('does not send what the replay shows to have arrived', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const before = await first.start()
    void before.sendMessage('arrived')
    await settle()
    const [command] = first.farSide.received as SendMessage[]
    const page = openPage({ storage })
    const session = await page.restore({}, [eventOf(command as SendMessage, 1)])
    await page.clock.advance(1000)
    expect(page.farSide.received).toEqual([])
    expect(session.transcript.map(({ key, delivery }) => [key, delivery])).toEqual([[command?.id, 'sent']])
    expect(storage.keys()).toEqual(['session'])
  })

  it('sends the queues of several pages, each command once, in the order in which they were made', async () => {
    const storage = memoryStorage()
    const first = await pageThatDied(storage, ['one'])
    const second = openPage({ storage })
    await second.clock.advance(5000)
    const session = await second.restore({ head: 0 })
    second.farSide.loses()
    void session.sendMessage('two')
    await second.dies()
    expect(first.farSide.texts).toEqual([])
    const third = openPage({ storage })
    await third.restore()
    await settle()
    expect(third.farSide.texts).toEqual(['one', 'two'])
  })

  it('keeps what a page that is still alive adds to its queue meanwhile', async () => {
    const storage = memoryStorage()
    const old = openPage({ storage })
    const taken = await old.start()
    old.farSide.loses()
    void taken.sendMessage('one')
    await settle()
    const page = openPage({ storage })
    await page.restore()
    await settle()
    void taken.sendMessage('two')
    await settle()
    page.farSide.received.forEach((command, place) => page.farSide.accepts(command, 1 + place))
    await settle()
    expect(page.farSide.texts).toEqual(['one', 'two'])
    page.farSide.accepts(page.farSide.received[1] as SendMessage, 2)
    await settle()
    expect(storage.keys()).toEqual(['session'])
  })

  it('sends what a page that is still alive queues while the restore is under way', async () => {
    const storage = memoryStorage()
    const old = openPage({ storage })
    const taken = await old.start()
    old.farSide.loses()
    const page = openPage({ storage })
    void page.chat.restoreSession()
    await settle()
    void taken.sendMessage('at the last moment')
    await settle()
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['at the last moment'])
  })

  it('gives this page back its own queue after detach()', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.loses()
    void session.sendMessage('later')
    await session.detach()
    await page.restore()
    await settle()
    expect(page.farSide.texts).toEqual(['later'])
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await page.clock.advance(1000)
    expect(page.storage.keys()).toEqual(['session'])
  })

  it('rejects with 152 when the server no longer knows it, hands back what was not sent, and forgets it', async () => {
    const storage = memoryStorage()
    await pageThatDied(storage, ['one', 'two'])
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    const cause = ChatError.fromEvent({ type: 'EventError', error: { code: 50, description: 'unknown' } })
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed', { cause }))
    await settle()
    const error = restoring.value as ChatError
    expect([error.code, error.cause]).toEqual([152, cause])
    expect(error.unsent?.map((command) => (command as SendMessage).content.text)).toEqual(['one', 'two'])
    expect([storage.keys(), page.clock.pending, page.network.listeners]).toEqual([[], 0, 0])
    expect(await page.start({ sessionId: 's2' })).toMatchObject({ id: 's2' })
  })

  it('hands back with 152 what a page that is still alive queues while the restore is under way', async () => {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const session = await first.start()
    first.farSide.loses()
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    void session.sendMessage('late')
    await settle()
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed'))
    await settle()
    const { unsent } = restoring.value as ChatError
    expect(unsent?.map((command) => (command as SendMessage).content.text)).toEqual(['late'])
    expect(storage.keys()).toEqual([])
  })

  it('hands back with 152 what was queued before a leave that was stored', async () => {
    const storage = await leftOffline('one more thing')
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed'))
    await settle()
    const error = restoring.value as ChatError
    expect([error.code, error.unsent?.map(({ type }) => type)]).toEqual([152, ['SendMessage']])
    expect(storage.keys()).toEqual([])
  })

  it.each([
    ['another refusal', new ChatError(101, 'login failed')],
    ['a lost race', new DOMException('taken', 'InvalidStateError')],
  ])('keeps the stored state after %s', async (_, refusal) => {
    const storage = memoryStorage()
    await pageThatDied(storage, ['one'])
    const stored = [...((await storage.keys()) as string[])].map((key) => storage.load(key))
    const page = openPage({ storage })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.reports('closed', refusal)
    await settle()
    expect(restoring.value).toBe(refusal)
    expect([...((await storage.keys()) as string[])].map((key) => storage.load(key))).toEqual(stored)
  })

  it('keeps the stored state when aborted', async () => {
    const storage = memoryStorage()
    await pageThatDied(storage, ['one'])
    const page = openPage({ storage })
    const abort = new AbortController()
    const restoring = outcomeOf(page.chat.restoreSession({ signal: abort.signal }))
    await settle()
    page.farSide.accept()
    abort.abort()
    await settle()
    expect([restoring.state, page.farSide.closedFor, (storage.keys() as string[]).length]).toEqual([
      'rejected',
      'detached',
      2,
    ])
    await page.restore()
    await settle()
    expect(page.farSide.texts).toEqual(['one'])
  })
})
