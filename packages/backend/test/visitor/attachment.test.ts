import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { aMessage, aRestore, connect, startChat, TestLine } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'

describe('the rate limit', () => {
  const limits = { commandsPerSecond: 2 }

  it('delays what comes too fast, refuses none and keeps the order', async () => {
    const { page, clock } = await startChat({ limits })
    const taken: string[] = []
    for (const text of ['a', 'b', 'c', 'd']) {
      void Promise.resolve(page.attachment.receive(aMessage(text))).then(() => taken.push(text))
    }
    await settle()
    expect([taken, page.line.texts]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
    await clock.advance(500)
    expect(taken).toEqual(['a', 'b', 'c'])
    await clock.advance(500)
    expect(page.line.texts).toEqual(['a', 'b', 'c', 'd'])
    expect(page.line.errors).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('is not started over by attaching again', async () => {
    const { backend, page, clock } = await startChat({ limits })
    await page.send(aMessage('a'))
    await page.send(aMessage('b'))
    const again = await connect(backend, aRestore(page.sessionId, { after: 3 }))
    void again.attachment.receive(aMessage('c'))
    await settle()
    expect(again.line.texts).toEqual([])
    await clock.advance(500)
    expect(again.line.texts).toEqual(['c'])
  })

  it('lets go of what waits when the line is fenced off: it has no effect', async () => {
    const { backend, page, clock, session } = await startChat({ limits })
    for (const text of ['a', 'b', 'late']) void page.attachment.receive(aMessage(text))
    await settle()
    await connect(backend, aRestore(page.sessionId))
    expect(clock.pending).toBe(0)
    await clock.advance(5000)
    expect(await session.transcript()).toHaveLength(3)
  })
})

describe('an attachment', () => {
  it('is told about when it comes and goes', async () => {
    const { backend, page, session } = await startChat()
    const told: unknown[] = []
    session.onVisitorAttached(({ pageId: page }) => told.push(['attached', page]))
    session.onVisitorDetached(({ pageId: page }) => told.push(['detached', page]))
    page.attachment.detach()
    page.attachment.detach()
    expect(session.attached).toBe(false)
    await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true }))
    expect(session.attached).toBe(true)
    expect(told).toEqual([
      ['detached', 'page-1'],
      ['attached', 'page-2'],
    ])
  })

  it('counts a command as proof that its answer has arrived', async () => {
    const { backend, shown } = await startChat()
    const { attachment } = await backend.attach(
      { type: 'StartSession', id: 'start-2', secret: 's'.repeat(43), pageId: 'page-9', take: true },
      new TestLine(),
    )
    attachment?.start()
    expect(shown).toHaveLength(1)
    await attachment?.receive({ type: 'SendTyping', id: 'c-1', isTyping: true })
    expect(shown.map(({ id }) => id)).toContain(attachment?.sessionId)
  })

  it('is dropped when the store does not give it its events, and the session goes on', async () => {
    let fault: 'none' | 'refused' = 'none'
    const store = unreliableStore((call) => (call === 'read' ? fault : 'none'))
    const { backend, page, session } = await startChat({ store })
    fault = 'refused'
    const { line } = await connect(backend, aRestore(page.sessionId))
    expect(line.dropped).toBe('unavailable')
    expect(session.attached).toBe(false)
    fault = 'none'
    const again = await connect(backend, aRestore(page.sessionId))
    expect(again.line.indexes).toEqual([1])
  })
})
