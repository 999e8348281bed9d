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
