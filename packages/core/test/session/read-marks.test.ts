import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { agent, message, visitor } from '../support/scripted-transport.ts'

describe('reading', () => {
  it('sends only the highest mark, and again on a new line that does not know it', async () => {
    const page = openPage()
    const session = await page.start({}, [message(1), message(2), message(3)])
    const marks = () => page.farSide.received.flatMap((command) => (command.type === 'MarkRead' ? [command.upTo] : []))
    session.markRead(2)
    session.markRead(1)
    expect(marks()).toEqual([2])
    page.farSide.loses()
    session.markRead(3)
    page.farSide.open({ reads: [{ party: visitor, upTo: 2 }] })
    expect(marks()).toEqual([2, 3])
    page.farSide.loses()
    page.farSide.open({ reads: [{ party: visitor, upTo: 3 }] })
    expect(marks()).toEqual([2, 3])
  })

  it('changes nothing when the visitor reads again what was read', async () => {
    const page = openPage()
    const session = await page.start({}, [message(1), message(2)])
    session.markRead(2)
    await settle()
    const changes = vi.fn()
    session.onChanged(changes)
    session.markRead(2)
    session.markRead(1)
    await settle()
    expect(changes).not.toHaveBeenCalled()
    expect(page.farSide.received).toHaveLength(1)
  })

  it('tells how far others have read, also from the attach answer, once', async () => {
    const page = openPage()
    const session = await page.start({ reads: [{ party: agent, upTo: 4 }] })
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.loses()
    page.farSide.open({ reads: [{ party: agent, upTo: 4 }] })
    page.farSide.says({ type: 'EventRead', party: agent, upTo: 6 })
    expect(of('read').map(({ upTo }) => upTo)).toEqual([4, 6])
  })
})
