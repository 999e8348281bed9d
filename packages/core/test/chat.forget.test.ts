import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { type ChatSession, memoryStorage } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { message } from './support/scripted-transport.ts'

describe('forgetting', () => {
  it('removes what is stored of a chat that is over, without asking the server', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    const session = await page.start()
    await expect(page.chat.forget()).rejects.toMatchObject({ name: 'InvalidStateError' })
    page.farSide.loses()
    void session.sendMessage('not sent')
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(300)
    expect(storage.keys()).toHaveLength(2)
    await page.chat.forget()
    expect([storage.keys(), page.transport.connections.length]).toEqual([[], 1])
    expect(await openPage({ storage }).chat.restoreSession()).toBeNull()
  })

  it('signOut lets go of the line, and nothing that was queued meets the next visitor', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    const session = await page.start()
    page.farSide.loses()
    void session.sendMessage('from Ann')
    await settle()
    await page.chat.signOut()
    await page.clock.advance(300)
    expect([session.status, storage.keys(), page.farSide.closedFor]).toEqual(['closed', [], 'detached'])
    const bob = openPage({ storage })
    expect(await bob.chat.restoreSession()).toBeNull()
    expect((await bob.start()).transcript.length).toBe(0)
  })

  it.each(['startSession', 'openSession'] as const)('signOut ends %s while it is under way', async (open) => {
    const page = openPage()
    page.network.hidden = true
    const opened = page.chat[open]()
    const outcome = open === 'startSession' ? outcomeOf(opened as Promise<unknown>) : undefined
    await settle()
    await page.chat.signOut()
    await settle()
    if (outcome) expect(outcome.value).toMatchObject({ name: 'AbortError' })
    else expect((opened as ChatSession).status).toBe('closed')
    expect([page.storage.keys(), page.transport.connections.length, page.network.listeners]).toEqual([[], 0, 0])
  })
})

describe('a visitor who signs out in one tab while another has the chat', () => {
  it('leaves nothing that the other tab would store again', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage })
    const session = await page.start()
    await openPage({ storage }).chat.signOut()
    await page.clock.advance(60_000)
    await page.dies()
    expect(session.status).toBe('connected')
    expect(storage.load('session')).toEqual({ state: 'over' })
    const bob = openPage({ storage })
    expect(await bob.chat.restoreSession()).toBeNull()
    await bob.start({ sessionId: 'of Bob' })
    expect(storage.load('session')).toMatchObject({ state: 'open', sessionId: 'of Bob' })
  })
})

describe('what another program has cleared', () => {
  it('is saved again when the page is hidden before its start was answered', async () => {
    const page = openPage()
    const session = page.chat.openSession()
    void session.sendMessage('waits')
    await settle()
    const before = page.storage.load('session')
    for (const key of page.storage.keys() as string[]) void page.storage.remove(key)
    await page.dies()
    expect(page.storage.load('session')).toEqual(before)

    const next = openPage({ storage: page.storage })
    const opened = next.chat.openSession()
    await settle()
    expect(next.transport.connections[0]?.attach).toMatchObject({ id: (before as { id: string }).id })
    expect(opened.transcript).toMatchObject([{ delivery: 'queued' }])
  })

  it('is saved to be read when the chat ends', async () => {
    const page = openPage()
    const session = await page.start()
    for (const key of page.storage.keys() as string[]) void page.storage.remove(key)
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(300)
    expect(page.storage.load('session')).toMatchObject({ state: 'ended', sessionId: session.id, position: 1 })
  })

  it('is saved again at the next attach, with what is queued', async () => {
    const page = openPage()
    const session = await page.start()
    for (const key of page.storage.keys() as string[]) void page.storage.remove(key)
    page.farSide.loses()
    page.farSide.open({ head: 1 }, [message(1)])
    await settle()
    expect(page.storage.load('session')).toMatchObject({ state: 'open', sessionId: session.id })
  })

  it('is saved again at the renewal, and when the page is hidden', async () => {
    const page = openPage()
    const session = await page.start()
    void session.sendMessage('waits')
    await settle()
    const clear = () => (page.storage.keys() as string[]).forEach((key) => void page.storage.remove(key))
    clear()
    await page.clock.advance(60_000)
    expect(page.storage.load('session')).toMatchObject({ state: 'open' })
    clear()
    page.network.say('pagehide')
    expect((page.storage.keys() as string[]).sort()).toEqual([expect.stringContaining('outbox.'), 'session'])
  })

  it('is saved again, with what is queued, when the page is hidden while its line is down', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.loses()
    void session.sendMessage('waits')
    await settle()
    for (const key of page.storage.keys() as string[]) void page.storage.remove(key)
    await page.dies()
    expect((page.storage.keys() as string[]).sort()).toEqual([expect.stringContaining('outbox.'), 'session'])
  })
})
