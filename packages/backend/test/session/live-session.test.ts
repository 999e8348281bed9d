import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import { aMessage, aRestore, aStart, answerTo, connect, startBackend, startChat, TestLine } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import type { StoreFault } from '../support/unreliable-store.ts'

describe('the fence', () => {
  it('ends the older line of the same page without telling it anything', async () => {
    const { backend, page } = await startChat()
    const before = page.line.received.length
    await connect(backend, aRestore(page.sessionId))
    expect(page.line.dropped).toBe('superseded')
    expect(page.line.received).toHaveLength(before)
  })

  it('keeps late commands of the older line from having any effect', async () => {
    const { backend, page, session } = await startChat()
    const newer = await connect(backend, aRestore(page.sessionId))
    await page.send(aMessage('late'))
    await page.send({ type: 'LeaveSession', id: 'leave-1' })
    page.attachment.detach()
    await newer.send(aMessage('in time'))
    expect(newer.line.texts).toEqual(['in time'])
    expect(session.status).toBe('open')
    expect(session.attached).toBe(true)
    expect(page.line.texts).toEqual([])
  })

  it('stands before the newer line is answered', async () => {
    const { backend, page } = await startChat()
    let droppedBefore: unknown
    await backend.attach(aRestore(page.sessionId), new TestLine()).then(() => (droppedBefore = page.line.dropped))
    expect(droppedBefore).toBe('superseded')
  })

  it('does not let EventSessionTaken overtake an answer that is not on the wire yet', async () => {
    const { backend } = startBackend()
    const line = new TestLine()
    await backend.attach(aStart(), line)
    await connect(backend, aStart({ pageId: 'page-2' }))
    expect(line.received).toEqual([])
    expect(line.dropped).toBe('taken')
  })

  it('leaves one line of several that attach at once', async () => {
    const { backend, page } = await startChat()
    const lines = [new TestLine(), new TestLine(), new TestLine()]
    const results = await Promise.all(
      lines.map((line, at) => backend.attach(aRestore(page.sessionId, { id: `restore-${at}` }), line)),
    )
    expect(results.map(({ answer }) => answer.type)).toEqual(Array(3).fill('EventAttached'))
    expect(lines.filter(({ dropped }) => dropped === undefined)).toHaveLength(1)
    expect(lines.filter(({ dropped }) => dropped === 'superseded')).toHaveLength(2)
  })
})

describe('the holder', () => {
  it('changes when another page takes, and the page that lost is told', async () => {
    const { backend, page } = await startChat()
    const other = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true }))
    expect(page.line.received.at(-1)).toEqual({ type: 'EventSessionTaken' })
    expect(page.line.dropped).toBe('taken')
    expect(other.line.dropped).toBeUndefined()
    const back = aRestore(page.sessionId, { id: 'restore-2', pageId: 'page-1' })
    expect(await answerTo(backend, back)).toEqual({ type: 'EventSessionTaken', commandId: 'restore-2' })
    expect(other.line.dropped).toBeUndefined()
  })

  it('changes once per pair of command and page', async () => {
    const { backend, page } = await startChat()
    const take = aRestore(page.sessionId, { id: 'restore-7', pageId: 'page-2', take: true })
    await connect(backend, take)
    await connect(backend, aRestore(page.sessionId, { id: 'restore-8', pageId: 'page-3', take: true }))
    expect((await answerTo(backend, take)).type).toBe('EventSessionTaken')
    expect((await answerTo(backend, aStart())).type).toBe('EventSessionTaken')
    expect((await answerTo(backend, aStart({ pageId: 'page-4' }))).type).toBe('EventAttached')
  })

  it('is whoever comes first when nobody has taken', async () => {
    const { backend } = startBackend()
    const { sessionId } = await connect(backend, aStart({ take: false }))
    expect((await answerTo(backend, aRestore(sessionId, { pageId: 'page-2' }))).type).toBe('EventSessionTaken')
  })
})

describe('a store that does not answer once', () => {
  it.each<'find' | 'claim'>(['find', 'claim'])('in %s holds up no more than one attach', async (call) => {
    const store = memorySessionStore()
    const { backend: first, page } = await startChat({ store })
    await first.close()
    // A session that is live is not looked for in the store.
    const { backend, clock } = startBackend({ store, storeTimeoutMs: 1_000 })
    const hang = vi.spyOn(store, call).mockReturnValueOnce(new Promise<never>(() => undefined))
    const held = answerTo(backend, aRestore(page.sessionId, { id: 'r-1' }))
    await vi.waitFor(() => expect(hang).toHaveBeenCalledOnce())
    const next = answerTo(backend, aRestore(page.sessionId, { id: 'r-2' }))
    await clock.advance(1_000)
    expect(await held).toMatchObject({ error: { code: 100 } })
    expect((await next).type).toBe('EventAttached')
    expect(await backend.expire(page.sessionId)).toBe(true)
  })
})

it('tells a page of the read marks that were set while it attached', async () => {
  const store = memorySessionStore()
  const { backend, page, session } = await startChat({ store })
  const agent = session.join({ name: 'Grace' })
  await agent.markRead(1)
  const { claim } = store
  vi.spyOn(store, 'claim').mockImplementationOnce(async (...of) => {
    await agent.markRead(2)
    return claim(...of)
  })
  const again = await connect(backend, aRestore(page.sessionId))
  expect(again.answer).toMatchObject({ reads: [{ party: agent.party, upTo: 2 }] })
})

describe('what an append has kept although it failed for us', () => {
  async function chatThatLoses(lost: number) {
    let appends = 0
    const store = unreliableStore((call) => (call === 'append' && ++appends === lost ? 'lost' : 'none'))
    const chat = await startChat({ store })
    const agent = chat.session.join({ name: 'Grace' })
    await agent.joined()
    return { ...chat, agent }
  }

  it('is told by the next line, for which the page is asked at once', async () => {
    const { backend, page, agent, session } = await chatThatLoses(2)
    const told: unknown[] = []
    session.onTranscript(({ index }) => told.push(index))
    await expect(agent.say('lost and found')).rejects.toMatchObject({ code: 100 })
    expect(page.line.dropped).toBe('unavailable')
    const next = await connect(backend, aRestore(page.sessionId, { after: 2 }))
    expect(next.line.texts).toEqual(['lost and found'])
    expect(told).toEqual([3])
  })

  it('is told before what comes after it, when nobody is attached', async () => {
    const { page, agent, session } = await chatThatLoses(2)
    page.attachment.detach()
    const told: unknown[] = []
    session.onTranscript(({ index }) => told.push(index))
    await expect(agent.say('lost and found')).rejects.toMatchObject({ code: 100 })
    await agent.say('next')
    expect(told).toEqual([3, 4])
  })

  it('reaches the page that holds the session now, whoever sent it', async () => {
    let fault: StoreFault = 'none'
    const store = unreliableStore((call) => (call === 'append' ? fault : 'none'))
    let release = () => undefined as void
    const heldUp = new Promise<void>((resolve) => (release = resolve))
    const { backend, page } = await startChat({ store, decorators: [(command) => heldUp.then(() => command)] })
    void page.attachment.receive(aMessage('Hello', 'c-1'))
    await settle()
    const other = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true, id: 'r-2' }))
    fault = 'lost'
    release()
    await settle()
    fault = 'none'
    expect(other.line.dropped).toBe('unavailable')
    const again = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', id: 'r-3', after: 1 }))
    expect(again.line.texts).toEqual(['Hello'])
  })
})
