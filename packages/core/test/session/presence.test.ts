import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { openPage } from '../support/open-chat.ts'
import { agent, message, visitor } from '../support/scripted-transport.ts'

const joined = (index: number, party: object) => ({ type: 'EventParticipantJoined', index, at: 1, party })

describe('what a session shows of the others', () => {
  it('says who is in the chat, and gives the same list until that changes', async () => {
    const page = openPage()
    const session = await page.start({}, [joined(1, visitor), joined(2, agent)])
    expect(session.participants.map(({ id }) => id)).toEqual([visitor.id, agent.id])
    const before = session.participants
    page.farSide.says(message(3))
    expect(session.participants).toBe(before)
    page.farSide.says({ type: 'EventParticipantLeft', index: 4, at: 1, party: agent })
    expect(session.participants.map(({ id }) => id)).toEqual([visitor.id])
  })

  it('says what is new of somebody who is in the chat, whatever it is', async () => {
    const page = openPage()
    const session = await page.start({}, [joined(1, visitor), joined(2, agent)])
    const promoted = { ...agent, extra: { title: 'Head of returns' } }
    page.farSide.says({ type: 'EventParticipantUpdated', index: 3, at: 1, party: promoted })
    expect(session.participants).toEqual([visitor, promoted])
  })

  it('says who is typing, and nobody once the line is down', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says({ type: 'EventTyping', party: agent, isTyping: true })
    expect(session.typing).toEqual([agent])
    page.farSide.loses()
    expect(session.typing).toEqual([])
  })

  it('counts what is unread, and knows after a reload how far the visitor had read', async () => {
    const page = openPage()
    const reads = [
      { party: visitor, upTo: 2 },
      { party: agent, upTo: 1 },
    ]
    const session = await page.start({ reads }, [message(1), message(2), message(3), message(4)])
    expect([session.unread, session.reads]).toEqual([2, [{ party: agent, upTo: 1 }]])
    session.markRead(4)
    expect(session.unread).toBe(0)
    page.farSide.says({ type: 'EventRead', party: agent, upTo: 3 })
    expect(session.reads).toEqual([{ party: agent, upTo: 3 }])
  })

  it('takes the visitor’s own mark of another device for the visitor’s, and own messages for read', async () => {
    const page = openPage()
    const own = { ...message(2), party: visitor }
    const session = await page.start({}, [message(1), own, message(3)])
    expect(session.unread).toBe(2)
    page.farSide.says({ type: 'EventRead', party: visitor, upTo: 3 })
    expect([session.unread, session.reads]).toEqual([0, []])
  })

  it('tells onChanged once for all that came together, whatever it was', async () => {
    const page = openPage()
    const session = await page.start()
    let told = 0
    session.onChanged(() => told++)
    await page.clock.advance(0)
    told = 0
    page.farSide.says(message(1))
    page.farSide.says({ type: 'EventTyping', party: agent, isTyping: true })
    session.markRead(1)
    await settle()
    expect(told).toBe(1)
    page.farSide.loses()
    await settle()
    expect(told).toBe(2)
  })
})

describe('a message that cannot be sent', () => {
  it.each([
    ['', 'message.text: expected some text, got string'],
    [{ type: 'text', text: 'a', markdown: true }, 'message.markdown: there is no such field'],
  ] as const)('%j is refused before it is queued', async (content, problem) => {
    const page = openPage()
    const session = await page.start()
    await expect(session.sendMessage(content)).rejects.toThrow(problem)
    expect(session.transcript.length).toBe(0)
  })

  it('because the session has ended rejects, and may be ignored', async () => {
    const page = openPage()
    const session = await page.start()
    await session.detach()
    const unhandled: unknown[] = []
    const onUnhandled = (error: unknown) => void unhandled.push(error)
    process.on('unhandledRejection', onUnhandled)
    void session.sendMessage('too late')
    await settle()
    process.off('unhandledRejection', onUnhandled)
    expect(unhandled).toEqual([])
    expect(page.logger.warnings).toEqual(['unable to send: the session is closed'])
  })
})
