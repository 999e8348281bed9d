import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { BackendSession, ChatBackend, ChatBackendOptions } from '../../src/index.ts'
import { byAuth, fromDevice, startOn } from '../support/log-in.ts'
import { sharedStore } from '../support/shared-store.ts'
import { restoreOn } from '../support/two-devices.ts'
import { aMessage, aRestore, aStart, connect, startBackend, textsOf, type TestPage } from '../support/visitor.ts'

/** What is told over the bus has arrived. */
async function told(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => void setImmediate(resolve))
    await settle()
  }
}

/** Two back ends, each with a clock of its own, on one store. */
function twoBackEnds(options: ChatBackendOptions = {}) {
  const store = sharedStore()
  return { store, one: startBackend({ ...options, store }), other: startBackend({ ...options, store }) }
}

async function startAt(backend: ChatBackend, start = aStart()): Promise<TestPage> {
  const page = await connect(backend, start)
  await told()
  return page
}

async function moveTo(backend: ChatBackend, page: TestPage, fields: object = {}): Promise<TestPage> {
  const after = page.line.indexes.at(-1) ?? 0
  const moved = await connect(backend, aRestore(page.sessionId, { after, ...fields }))
  await told()
  return moved
}

describe('a page that comes back at another back end', () => {
  it('goes on there, and its line here ends', async () => {
    const { one, other } = twoBackEnds()
    const before = await startAt(one.backend)
    await before.send(aMessage('here'))
    const after = await moveTo(other.backend, before)
    expect(before.line.dropped).toBe('superseded')
    await after.send(aMessage('there'))
    expect(after.line.texts).toEqual(['there'])
    expect(after.line.indexes).toEqual([3])
    expect(before.line.receivedLate).toEqual([])
  })

  it('finds a start that was made here', async () => {
    const { one, other } = twoBackEnds()
    const before = await startAt(one.backend)
    const again = await startAt(other.backend)
    expect(again.sessionId).toBe(before.sessionId)
    expect(before.line.dropped).toBe('superseded')
  })

  it('may come back to the first, as often as it wants', async () => {
    const { one, other } = twoBackEnds()
    let page = await startAt(one.backend)
    for (const { backend } of [other, one, other, one]) {
      const next = await moveTo(backend, page)
      expect(page.line.dropped).toBe('superseded')
      await next.send(aMessage('again'))
      page = next
    }
    expect(page.line.indexes).toEqual([5])
    expect(page.line.dropped).toBeUndefined()
  })

  it('is the one of several that has asked last, in whatever order the others hear of it', async () => {
    const { one, other } = twoBackEnds()
    const before = await startAt(one.backend)
    const [first, second] = await Promise.all([moveTo(other.backend, before), moveTo(one.backend, before)])
    const lines = [first, second].filter(({ line }) => line.dropped === undefined)
    expect(lines).toHaveLength(1)
    await lines[0]?.send(aMessage('still here'))
    expect(lines[0]?.line.texts).toEqual(['still here'])
  })

  it('has no effect any more here by what comes late', async () => {
    const { one, other, store } = twoBackEnds()
    const before = await startAt(one.backend)
    store.deafen()
    const after = await connect(other.backend, aRestore(before.sessionId, { after: 1 }))
    await before.send(aMessage('late'))
    expect(before.line.dropped).toBe('superseded')
    await after.send(aMessage('in time'))
    expect(textsOf(await transcriptOf(other.backend, before))).toEqual(['in time'])
  })

  it('has what it said here once, when it says it again there', async () => {
    const { one, other, store } = twoBackEnds()
    const before = await startAt(one.backend)
    const message = aMessage('said once')
    await before.send(message)
    store.deafen()
    const after = await connect(other.backend, aRestore(before.sessionId, { after: 1 }))
    await before.send(message)
    await after.send(message)
    expect(textsOf(await transcriptOf(other.backend, before))).toEqual(['said once'])
  })
})

describe('another page that takes the session at another back end', () => {
  it('has it, and the first is told so', async () => {
    const { one, other } = twoBackEnds()
    const first = await startAt(one.backend)
    const second = await moveTo(other.backend, first, { pageId: 'page-2', take: true, id: 'take' })
    expect(first.line.received.at(-1)).toEqual({ type: 'EventSessionTaken' })
    expect(first.line.dropped).toBe('taken')
    await second.send(aMessage('mine'))
    expect(second.line.texts).toEqual(['mine'])
  })
})

describe('two devices at two back ends', () => {
  async function laptopAndPhone() {
    const ends = twoBackEnds({ authenticate: byAuth })
    const laptop = await startAt(ends.one.backend, aStart({ ...fromDevice('laptop'), auth: 'ada' }))
    const phone = await startAt(ends.other.backend, startOn('phone'))
    return { ...ends, laptop, phone }
  }

  it('see what either says, once, in one order', async () => {
    const { laptop, phone } = await laptopAndPhone()
    expect(phone.sessionId).toBe(laptop.sessionId)
    await laptop.send(aMessage('from the laptop'))
    await phone.send(aMessage('from the phone'))
    await told()
    await Promise.all([laptop, phone].map((page) => page.send(aMessage('both'))))
    await told()
    expect(laptop.line.indexes).toEqual([1, 2, 3, 4, 5])
    expect(phone.line.transcript).toEqual(laptop.line.transcript)
  })

  it('come back at the back end of the other, which has not heard of the device before', async () => {
    const { one, laptop, phone } = await laptopAndPhone()
    const again = await connect(one.backend, restoreOn('phone', phone.sessionId, { after: 1 }))
    await told()
    expect(phone.line.dropped).toBe('superseded')
    expect(laptop.line.dropped).toBeUndefined()
    expect(again.answer).toMatchObject({ type: 'EventAttached' })
  })

  it('learn of each other’s reading, and agents of it too', async () => {
    const { one, other, laptop, phone } = await laptopAndPhone()
    const read = vi.fn()
    sessionAt(other.backend, phone).onRead(read)
    await laptop.send({ type: 'MarkRead', id: 'r', upTo: 1 })
    await told()
    expect(phone.line.ofType('EventRead')).toMatchObject([{ upTo: 1 }])
    expect(read).toHaveBeenCalledTimes(1)
    const back = await connect(other.backend, restoreOn('phone', phone.sessionId, { after: 1, id: 'back' }))
    expect(back.answer).toMatchObject({ reads: [{ upTo: 1 }] })
    expect(one.shown).toHaveLength(1)
  })
})

describe('agents', () => {
  it('are shown the session at the back end at which the visitor is, and told that it has moved', async () => {
    const { one, other } = twoBackEnds()
    const page = await startAt(one.backend)
    const session = sessionAt(one.backend, page)
    const [moved, heard] = [vi.fn(), vi.fn()]
    session.onMoved(moved)
    session.onMessage(heard)
    const there = await moveTo(other.backend, page)
    expect(moved).toHaveBeenCalledWith({ sessionId: page.sessionId })
    expect(other.shown).toHaveLength(1)
    await there.send(aMessage('to the agents there'))
    await told()
    expect(heard).not.toHaveBeenCalled()
    await moveTo(one.backend, there)
    expect(one.shown).toHaveLength(2)
  })

  it('stay with the back end at which the visitor is, whatever it hears late of another', async () => {
    const { one, other, store } = twoBackEnds()
    const page = await startAt(one.backend)
    const moved = vi.fn()
    const release = store.hold()
    const there = await moveTo(other.backend, page)
    const back = await moveTo(one.backend, there)
    sessionAt(one.backend, page).onMoved(moved)
    release()
    await told()
    expect(moved).not.toHaveBeenCalled()
    expect(back.line.dropped).toBeUndefined()
    expect(there.line.dropped).toBe('superseded')
  })

  it('answer once, wherever the visitor goes, and are one participant', async () => {
    const { one, other } = twoBackEnds()
    for (const { backend } of [one, other])
      backend.onSession((session) => {
        const bot = session.join({ id: 'bot', name: 'Bot', type: 'external' })
        session.onMessage(({ content }) => content.type === 'text' && bot.say(`re: ${content.text}`))
      })
    let page = await startAt(one.backend)
    for (const [place, { backend }] of [other, one, other].entries()) {
      await page.send(aMessage(`question ${place}`))
      await told()
      page = await moveTo(backend, page)
    }
    const events = await transcriptOf(other.backend, page)
    expect(events.filter(({ type }) => type === 'EventParticipantJoined')).toHaveLength(2)
    expect(textsOf(events)).toEqual([0, 1, 2].flatMap((place) => [`question ${place}`, `re: question ${place}`]))
  })

  it('may go on where the visitor no longer is: what they say arrives, and what the visitor types is told', async () => {
    const { one, other } = twoBackEnds()
    const page = await startAt(one.backend)
    const session = sessionAt(one.backend, page)
    const agent = session.join({ name: 'Grace' })
    await agent.joined()
    const there = await moveTo(other.backend, page)
    const typing = vi.fn()
    session.onTyping(typing)
    await agent.say('from afar')
    agent.typing()
    await there.send({ type: 'SendTyping', id: 't', isTyping: true })
    await told()
    expect(there.line.texts).toEqual(['from afar'])
    expect(there.line.ofType('EventTyping')).toMatchObject([{ party: { name: 'Grace' } }])
    expect(typing).toHaveBeenCalledWith(expect.objectContaining({ isTyping: true }))
  })

  it('find the session at a back end at which the visitor never was, and take part in it', async () => {
    const { one, other } = twoBackEnds()
    const page = await startAt(one.backend)
    await page.send(aMessage('before'))
    const session = await other.backend.findSession(page.sessionId)
    if (!session) throw new Error('the session was not found')
    const heard = vi.fn()
    session.onMessage(heard)
    const agent = session.join({ name: 'Grace' })
    await page.send(aMessage('is anybody there?'))
    await told()
    await agent.say('yes')
    await told()
    expect(heard).toHaveBeenCalledTimes(1)
    expect(page.line.texts).toEqual(['before', 'is anybody there?', 'yes'])
    expect(textsOf(await session.transcript())).toEqual(['before', 'is anybody there?', 'yes'])
  })

  it('hear at every back end that it has ended', async () => {
    const { one, other } = twoBackEnds()
    const page = await startAt(one.backend)
    const session = sessionAt(one.backend, page)
    await moveTo(other.backend, page)
    const ended = vi.fn()
    session.onEnded(ended)
    await sessionAt(other.backend, page).end('enough')
    await told()
    expect(ended).toHaveBeenCalledWith(expect.objectContaining({ reason: 'enough' }))
    expect(session.status).toBe('ended')
  })
})

describe('the time of a session', () => {
  it('does not run out at the back end that the visitor has left', async () => {
    const { one, other, store } = twoBackEnds({ sessionTimeoutMs: 60_000 })
    const page = await startAt(one.backend)
    const there = await moveTo(other.backend, page)
    for (let minute = 0; minute < 10; minute++) {
      await Promise.all([one, other].map(({ clock }) => clock.advance(60_000)))
      await told()
    }
    expect(await store.find(page.sessionId)).toBeDefined()
    expect(there.line.dropped).toBeUndefined()
    expect(one.backend.sessions()).toEqual([])
    expect(store.listeners(page.sessionId)).toBe(1)
  })

  it('does not run out for a start whose answer was never heard here, and that was repeated there', async () => {
    const { one, other, store } = twoBackEnds({ startTimeoutMs: 1_000 })
    const unheard = await one.backend.attach(aStart(), { deliver: () => undefined, drop: () => undefined })
    expect(unheard.attachment).toBeDefined()
    const there = await startAt(other.backend)
    await one.clock.advance(10_000)
    await told()
    expect(await store.find(there.sessionId)).toBeDefined()
    expect(there.line.dropped).toBeUndefined()
  })

  it('runs out once nobody is attached anywhere, and every back end hears of it', async () => {
    const { one, other, store } = twoBackEnds({ sessionTimeoutMs: 60_000 })
    const page = await startAt(one.backend)
    const session = sessionAt(one.backend, page)
    const there = await moveTo(other.backend, page)
    const ended = vi.fn()
    session.onEnded(ended)
    there.attachment.detach()
    await other.clock.advance(200_000)
    await told()
    expect(await store.find(page.sessionId)).toBeUndefined()
    expect(ended).toHaveBeenCalledWith({ reason: 'expired' })
    expect([...one.backend.sessions(), ...other.backend.sessions()]).toEqual([])
  })
})

describe('what a back end cannot read', () => {
  it.each(['', '{}', 'null', '{"from":"x","event":7}'])('has no effect: %s', async (text) => {
    const warn = vi.fn()
    const store = sharedStore()
    const { backend } = startBackend({ store, logger: { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() } })
    const page = await startAt(backend)
    store.bus?.tell(page.sessionId, text)
    await told()
    expect(warn).toHaveBeenCalledTimes(1)
    await page.send(aMessage('still here'))
    expect(page.line.texts).toEqual(['still here'])
  })
})

describe('a back end that was cut off from the others', () => {
  it('has what they have done meanwhile, and its lines come back', async () => {
    const { one, other, store } = twoBackEnds({ authenticate: byAuth })
    const laptop = await startAt(one.backend, aStart({ ...fromDevice('laptop'), auth: 'ada' }))
    const phone = await startAt(other.backend, startOn('phone'))
    const session = sessionAt(one.backend, laptop)
    store.deafen()
    await phone.send(aMessage('unheard'))
    expect(laptop.line.texts).toEqual([])
    store.undeafen()
    await told()
    expect(laptop.line.texts).toEqual(['unheard'])
    expect(laptop.line.dropped).toBe('unavailable')
    expect(textsOf(await session.transcript())).toEqual(['unheard'])
  })

  it('learns that a session was removed', async () => {
    const { one, other, store } = twoBackEnds()
    const page = await startAt(one.backend)
    store.deafen()
    await other.backend.expire(page.sessionId)
    store.undeafen()
    await told()
    expect(page.line.dropped).toBe('expired')
    expect(one.backend.sessions()).toEqual([])
  })
})

const transcriptOf = async (backend: ChatBackend, page: TestPage) => sessionAt(backend, page).transcript()

function sessionAt(backend: ChatBackend, { sessionId }: TestPage): BackendSession {
  const session = backend.session(sessionId)
  if (!session) throw new Error('the back end does not show the session')
  return session
}
