import type { EventMessagePart } from '@chat-transport/core'
import { describe, expect, it, vi } from 'vitest'
import type { BackendSession, ChatBackend } from '../../src/index.ts'
import { byAuth, fromDevice, startOn } from '../support/log-in.ts'
import { connectAt, minutesPass, moveTo, sessionAt, told, twoBackEnds } from '../support/two-back-ends.ts'
import { aRestore, aStart, connect, type TestLine, type TestPage } from '../support/visitor.ts'

const renewalMs = 60_000

async function laptopHerePhoneThere() {
  const ends = twoBackEnds({ authenticate: byAuth })
  const laptop = await connectAt(ends.one.backend, aStart({ ...fromDevice('laptop'), auth: 'ada' }))
  const phone = await connectAt(ends.other.backend, startOn('phone'))
  return { ...ends, laptop, phone }
}

async function foundAt(backend: ChatBackend, { sessionId }: TestPage): Promise<BackendSession> {
  const session = await backend.findSession(sessionId)
  if (!session) throw new Error('the session was not found')
  return session
}

describe('an agent at a back end at which the visitor is not', () => {
  it('knows whether a page is connected, and is told when that changes', async () => {
    const { one, other } = twoBackEnds()
    const page = await connectAt(one.backend)
    const session = await foundAt(other.backend, page)
    const [attached, detached] = [vi.fn(), vi.fn()]
    session.onVisitorAttached(attached)
    session.onVisitorDetached(detached)
    const pageId = 'page-1'
    const again = await moveTo(one.backend, page, { pageId })
    expect(session.attached).toBe(true)
    expect(attached.mock.calls).toEqual([[{ pageId }]])
    again.attachment.detach()
    await told()
    expect(session.attached).toBe(false)
    expect(detached.mock.calls).toEqual([[{ pageId }]])
  })

  it('learns of a page that was connected before the session was found', async () => {
    const { one, other } = twoBackEnds()
    const page = await connectAt(one.backend)
    const session = await foundAt(other.backend, page)
    await told()
    expect(session.attached).toBe(true)
  })

  it('does not take a page for connected whose back end is gone', async () => {
    const { one, other } = twoBackEnds()
    const page = await connectAt(one.backend)
    const session = await foundAt(other.backend, page)
    const detached = vi.fn()
    session.onVisitorDetached(detached)
    await moveTo(one.backend, page)
    await other.clock.advance(2 * renewalMs)
    expect(session.attached).toBe(true)
    await other.clock.advance(renewalMs)
    expect(session.attached).toBe(false)
    expect(detached).toHaveBeenCalledTimes(1)
  })
})

describe('whether another back end shows a session', () => {
  it('is known a moment after it was found, also when its visitor is away', async () => {
    const { one, other } = twoBackEnds()
    const page = await connectAt(one.backend)
    page.attachment.detach()
    const session = await foundAt(other.backend, page)
    await told()
    expect(session.shownAt).toBe('elsewhere')
    expect(sessionAt(one.backend, page).shownAt).toBe('here')
  })

  it('changes as the visitor comes and goes', async () => {
    const { one, other } = twoBackEnds()
    const page = await connectAt(one.backend)
    const session = sessionAt(one.backend, page)
    const there = await moveTo(other.backend, page)
    expect(session.shownAt).toBe('elsewhere')
    await moveTo(one.backend, there)
    expect(session.shownAt).toBe('here')
    expect(sessionAt(other.backend, page).shownAt).toBe('elsewhere')
  })

  it('is not said of one that is gone', async () => {
    const { one, other } = twoBackEnds()
    const page = await connectAt(one.backend)
    await one.backend.close()
    const session = await foundAt(other.backend, page)
    await told()
    expect(session.shownAt).toBe('nowhere')
  })
})

it('finds a session again that it lets go of in this moment', async () => {
  const { one, other } = twoBackEnds()
  const page = await connectAt(one.backend)
  await moveTo(other.backend, page)
  const again: Promise<BackendSession | undefined>[] = []
  const gone = vi.fn(() => void again.push(one.backend.findSession(page.sessionId)))
  sessionAt(one.backend, page).onGone(gone)
  await minutesPass(35, one, other)
  expect(gone).toHaveBeenCalledWith({ reason: 'moved' })
  expect((await again[0])?.status).toBe('open')
})

describe('a session on two devices, when the back end that shows it is gone', () => {
  it('is shown by the other at which a device is attached', async () => {
    const { one, phone } = await laptopHerePhoneThere()
    expect(one.shown).toHaveLength(1)
    await one.clock.advance(3 * renewalMs)
    await told()
    expect(one.shown).toHaveLength(2)
    expect(sessionAt(one.backend, phone).attached).toBe(true)
  })

  it('stays where it is shown as long as that back end tells of itself', async () => {
    const { one, other } = await laptopHerePhoneThere()
    for (let count = 0; count < 10; count++) {
      await other.clock.advance(renewalMs)
      await told()
      await one.clock.advance(renewalMs)
      await told()
    }
    expect(one.shown).toHaveLength(1)
    expect(other.shown).toHaveLength(1)
  })

  it('goes back to the first when that is heard again', async () => {
    const { one, other, phone } = await laptopHerePhoneThere()
    await one.clock.advance(3 * renewalMs)
    await told()
    const moved = vi.fn()
    sessionAt(one.backend, phone).onMoved(moved)
    await other.clock.advance(renewalMs)
    await told()
    expect(moved).toHaveBeenCalledTimes(1)
  })
})

describe('a message that is being said at one back end', () => {
  const textOn = (line: TestLine) =>
    (line.ofType('EventMessagePart') as EventMessagePart[]).reduce(
      (text, part) => text.slice(0, part.offset) + part.text,
      '',
    )

  /** Says what `say` is called with, until it is called with nothing. */
  function speech() {
    let next = (_piece: string | undefined): void => undefined
    async function* pieces() {
      for (;;) {
        const piece = await new Promise<string | undefined>((resolve) => (next = resolve))
        if (piece === undefined) return
        yield piece
      }
    }
    return {
      stream: pieces(),
      async say(piece?: string) {
        next(piece)
        await told()
      },
    }
  }

  async function speakFromAfar() {
    const ends = twoBackEnds()
    const page = await connectAt(ends.one.backend)
    const agent = (await foundAt(ends.other.backend, page)).join({ name: 'Grace' })
    await agent.joined()
    const { stream, say } = speech()
    const said = agent.say(stream)
    said.catch(() => undefined)
    await told()
    const grow = async (piece: string) => {
      await say(piece)
      for (const { clock } of [ends.other, ends.one]) await clock.advance(50)
      await told()
    }
    return { ...ends, page, say, said, grow }
  }

  it('is shown as it grows at the other, and then once as a whole', async () => {
    const { page, grow, say, said } = await speakFromAfar()
    await grow('To be ')
    expect(textOn(page.line)).toBe('To be ')
    await grow('or not ')
    expect(textOn(page.line)).toBe('To be or not ')
    await say()
    await told()
    expect(await said).toMatchObject({ content: { text: 'To be or not ' } })
    expect(page.line.texts).toEqual(['To be or not '])
  })

  it('is shown from its beginning to a page that comes later', async () => {
    const { one, page, grow } = await speakFromAfar()
    await grow('To be ')
    await grow('or not ')
    const again = await moveTo(one.backend, page)
    await grow('to be')
    expect(again.answer).toMatchObject({ drafts: [expect.any(String)] })
    expect(textOn(again.line)).toBe('To be or not to be')
  })

  it('is told from its beginning at a back end at which a page attaches meanwhile', async () => {
    const ends = twoBackEnds()
    const page = await connectAt(ends.one.backend)
    const agent = sessionAt(ends.one.backend, page).join({ name: 'Grace' })
    await agent.joined()
    const { stream, say } = speech()
    const said = agent.say(stream)
    await told()
    await say('To be ')
    const there = await moveTo(ends.other.backend, page)
    await say('or not')
    for (const { clock } of [ends.one, ends.other]) await clock.advance(50)
    await told()
    expect(textOn(there.line)).toBe('To be or not')
    await say()
    await said
    await told()
    expect(there.line.texts).toEqual(['To be or not'])
  })

  it('stays while it does not grow, and goes when its back end is gone', async () => {
    const { one, other, store, page, grow } = await speakFromAfar()
    await grow('To be ')
    for (let count = 0; count < 10; count++) {
      await other.clock.advance(5_000)
      await told()
      await one.clock.advance(5_000)
      await told()
    }
    expect(page.line.dropped).toBeUndefined()
    store.deafen()
    await one.clock.advance(20_000)
    expect(page.line.dropped).toBe('unavailable')
    const again = await connect(one.backend, aRestore(page.sessionId, { after: 2 }))
    expect(again.answer).not.toHaveProperty('drafts')
  })

  it('leaves no timer behind', async () => {
    const { one, other, page, grow, say, said } = await speakFromAfar()
    await grow('To be ')
    await say()
    await said
    await told()
    await sessionAt(one.backend, page).end()
    await told()
    await Promise.all([one.backend.close(), other.backend.close()])
    expect([one.clock.pending, other.clock.pending]).toEqual([0, 0])
  })
})
