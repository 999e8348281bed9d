import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { ChatError, memoryStorage, type PlannedRetry } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

describe('starting with a stored session that is not live here', () => {
  const storedPage = async () => {
    const storage = memoryStorage()
    await openPage({ storage }).start()
    return openPage({ storage })
  }

  it('never logs what was queued in it, also when that is handed back', async () => {
    const storage = memoryStorage()
    const before = openPage({ storage })
    const session = await before.start()
    before.farSide.loses()
    void session.sendMessage('for nobody else')
    await before.dies()
    const logged: unknown[] = []
    const record = (...parts: unknown[]) => void logged.push(...parts)
    const page = openPage({ storage, logger: { debug: record, info: record, warn: record, error: record } })
    const starting = page.chat.startSession()
    await settle()
    page.farSide.reports('closed', new ChatError(152, 'session restoration failed'))
    await page.clock.advance(0)
    page.farSide.open({ sessionId: 's2' })
    await starting
    expect(logged).toContainEqual(expect.stringContaining('was not left'))
    expect(JSON.stringify(logged)).not.toContain('for nobody else')
  })

  it('leaves it first, and starts when that is answered', async () => {
    const page = await storedPage()
    const starting = outcomeOf(page.chat.startSession())
    await settle()
    expect(page.farSide.attach).toMatchObject({ type: 'RestoreSession', sessionId: 's1', after: 0, take: true })
    page.farSide.open()
    await settle()
    const [leave] = page.farSide.received
    expect(leave?.type).toBe('LeaveSession')
    expect(page.transport.connections.length).toBe(1)
    if (leave) page.farSide.accepts(leave, 1)
    await page.clock.advance(0)
    expect(page.farSide.attach.type).toBe('StartSession')
    page.farSide.open({ sessionId: 's2' })
    await settle()
    expect(starting.value).toMatchObject({ id: 's2' })
    expect(page.storage.load('session')).toMatchObject({ sessionId: 's2' })
    expect(page.storage.keys()).toEqual(['session'])
  })

  it('leaves it also over a transport that says of nothing that it cannot carry it', async () => {
    const storage = memoryStorage()
    await openPage({ storage }).start()
    const transport = scriptedTransport()
    Reflect.deleteProperty(transport, 'unsupported')
    const page = openPage({ storage, transport })
    void page.chat.startSession()
    await settle()
    page.farSide.open()
    await settle()
    expect(page.farSide.received.map(({ type }) => type)).toEqual(['LeaveSession'])
  })

  it('starts at once over a transport that cannot leave, and lets go of what is stored', async () => {
    const storage = memoryStorage()
    await openPage({ storage }).start()
    const page = openPage({ storage, transport: scriptedTransport(['LeaveSession']) })
    const starting = page.chat.startSession()
    await settle()
    expect(page.farSide.attach.type).toBe('StartSession')
    page.farSide.open({ sessionId: 's2' })
    expect((await starting).id).toBe('s2')
    expect(page.transport.connections).toHaveLength(1)
    expect(storage.load('session')).toMatchObject({ sessionId: 's2' })
  })

  it.each([
    ['152', new ChatError(152, 'gone')],
    ['101', new ChatError(101, 'login')],
    ['a lost race', new DOMException('taken', 'InvalidStateError')],
  ])('starts when the attach to it is refused for good: %s', async (_, refusal) => {
    const page = await storedPage()
    void page.chat.startSession()
    await settle()
    page.farSide.reports('closed', refusal)
    await page.clock.advance(0)
    expect(page.farSide.attach.type).toBe('StartSession')
  })

  it('starts when the leave is refused', async () => {
    const page = await storedPage()
    void page.chat.startSession()
    await settle()
    page.farSide.open()
    await settle()
    const first = page.farSide
    if (first.received[0]) first.refuses(first.received[0], 51)
    await page.clock.advance(0)
    expect([first.closedFor, page.farSide.attach.type]).toEqual(['detached', 'StartSession'])
  })

  it('can be aborted meanwhile; the wish to leave stays', async () => {
    const page = await storedPage()
    const abort = new AbortController()
    const starting = outcomeOf(page.chat.startSession({}, { signal: abort.signal }))
    await settle()
    abort.abort()
    await settle()
    expect([starting.state, page.farSide.closedFor]).toEqual(['rejected', 'detached'])
    expect(page.storage.load('session')).toMatchObject({ state: 'open' })
    const restoring = outcomeOf(page.chat.restoreSession())
    await settle()
    page.farSide.open()
    await settle()
    if (page.farSide.received[0]) page.farSide.accepts(page.farSide.received[0], 1)
    await page.clock.advance(0)
    expect(restoring).toEqual({ state: 'resolved', value: null })
  })

  it('shows the page nothing of that line but its retries', async () => {
    const page = await storedPage()
    const seen: string[] = []
    const retries: PlannedRetry[] = []
    page.chat.onConnectivity(({ current }) => seen.push(current))
    page.chat.onRetry((retry) => retries.push(retry))
    void page.chat.startSession()
    await settle()
    page.farSide.plans({ attempt: 1, at: 5, cause: new Error('refused') })
    page.farSide.open()
    await settle()
    if (page.farSide.received[0]) page.farSide.accepts(page.farSide.received[0], 1)
    await page.clock.advance(0)
    expect([seen, retries.length]).toEqual([[], 1])
  })
})
