import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { agent, message, scriptedTransport } from '../support/scripted-transport.ts'

describe('typing', () => {
  it('is sent every 3 s at most, the stop at once, and never queued', async () => {
    const page = openPage()
    const session = await page.start()
    const typed = () =>
      page.farSide.received.flatMap((command) => (command.type === 'SendTyping' ? [command.isTyping] : []))
    session.sendTyping()
    session.sendTyping()
    await page.clock.advance(2999)
    session.sendTyping()
    expect(typed()).toEqual([true])
    await page.clock.advance(1)
    session.sendTyping()
    session.sendTyping(false)
    session.sendTyping(false)
    expect(typed()).toEqual([true, true, false])
    page.farSide.loses()
    session.sendTyping()
    page.farSide.open()
    await page.clock.advance(0)
    expect(typed()).toEqual([true, true, false])
    session.sendTyping()
    expect(typed()).toEqual([true, true, false, true])
  })

  it.each<[string, (page: ReturnType<typeof openPage>) => void | Promise<void>]>([
    ['after 10 s', (page) => page.clock.advance(10_000)],
    ['at a message of that party', (page) => page.farSide.says(message(1))],
    [
      'when that party leaves',
      (page) => page.farSide.says({ type: 'EventParticipantLeft', index: 1, at: 1, party: agent }),
    ],
    ['when the line is lost', (page) => page.farSide.loses()],
  ])('of others lapses %s', async (_, happens) => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.says({ type: 'EventTyping', party: agent, isTyping: true })
    await happens(page)
    expect(of('typing').map(({ party, isTyping }) => [party.id, isTyping])).toEqual([
      ['a1', true],
      ['a1', false],
    ])
    await page.clock.advance(20_000)
    expect(of('typing').length).toBe(2)
  })

  it('is not sent over a transport that cannot', async () => {
    const page = openPage({ transport: scriptedTransport(['SendTyping', 'MarkRead']) })
    const session = await page.start({}, [message(1)])
    session.sendTyping()
    session.markRead(1)
    await settle()
    expect(page.farSide.received).toEqual([])
  })
})

describe('what the visitor is typing', () => {
  async function openPreview({ page: asked, server }: { page: boolean; server: boolean }) {
    const page = openPage({ typingPreview: asked })
    const session = await page.start(server ? { typingPreview: true } : {})
    const typed = () =>
      page.farSide.received.flatMap((command) =>
        command.type === 'SendTyping' ? [command.text ?? command.isTyping] : [],
      )
    return { page, session, typed }
  }

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])('is not told unless the page (%s) and the server (%s) ask for it', async (asked, server) => {
    const { page, session, typed } = await openPreview({ page: asked, server })
    session.sendTyping('my pass')
    session.sendTyping('my password')
    await page.clock.advance(1000)
    session.sendTyping('')
    expect(typed()).toEqual([true, false])
  })

  it('is told as it changes, every 500 ms at most, and the latest in the end', async () => {
    const { page, session, typed } = await openPreview({ page: true, server: true })
    for (const text of ['H', 'He', 'Hel', 'Hell', 'Hello']) {
      session.sendTyping(text)
      await page.clock.advance(200)
    }
    await page.clock.advance(10_000)
    expect(typed()).toEqual(['H', 'Hel', 'Hello'])
    session.sendTyping('')
    expect(typed()).toEqual(['H', 'Hel', 'Hello', false])
  })

  it('is not told any more once it is said, or the session is over here', async () => {
    const { page, session, typed } = await openPreview({ page: true, server: true })
    const before = page.clock.pending
    session.sendTyping('He')
    session.sendTyping('Hello')
    session.sendMessage('Hello').catch(() => undefined)
    await page.clock.advance(1000)
    expect(typed()).toEqual(['He'])
    session.sendTyping('A')
    session.sendTyping('And')
    await session.detach()
    await page.clock.advance(1000)
    expect([typed(), page.clock.pending <= before]).toEqual([['He', 'A'], true])
  })

  it('is bounded', async () => {
    const { session, typed } = await openPreview({ page: true, server: true })
    session.sendTyping('x'.repeat(1200))
    expect(typed()).toEqual(['x'.repeat(1000)])
  })

  it('of others comes with the event', async () => {
    const { page, session } = await openPreview({ page: true, server: true })
    const events = recordEvents(session)
    await page.clock.advance(0)
    const event = { type: 'EventTyping', party: agent, isTyping: true, text: 'Let me s' } as const
    page.farSide.says(event)
    expect(events.of('typing')).toEqual([event])
    expect(session.typing).toEqual([{ ...agent, text: 'Let me s' }])
    page.farSide.says({ ...event, text: 'Let me see' })
    expect(session.typing).toEqual([{ ...agent, text: 'Let me see' }])
  })

  it('of others is gone with the sign that they type, and tells of no text when that lapses', async () => {
    const { page, session } = await openPreview({ page: true, server: true })
    const events = recordEvents(session)
    page.farSide.says({ type: 'EventTyping', party: agent, isTyping: true, text: 'Let me s' })
    await page.clock.advance(10_000)
    expect(session.typing).toEqual([])
    expect(events.of('typing').at(-1)).toEqual({ type: 'EventTyping', party: agent, isTyping: false })
  })

  it('refuses what is neither', async () => {
    const { session } = await openPreview({ page: true, server: true })
    expect(() => session.sendTyping(5 as never)).toThrow('typed: expected a boolean, got 5')
  })
})
