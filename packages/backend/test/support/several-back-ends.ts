import { describe, expect, it, vi } from 'vitest'
import type { ChatBackendOptions } from '../../src/index.ts'
import { byAuth, fromDevice, startOn } from './log-in.ts'
import { sharedStore } from './shared-store.ts'
import { connectAt, minutesPass, moveTo, sessionAt, told, transcriptOf, twoBackEnds } from './two-back-ends.ts'
import { restoreOn } from './two-devices.ts'
import { aMessage, aRestore, aStart, startBackend, textsOf } from './visitor.ts'

/** What several back ends on one store do, wherever that is: see `placeStores`. */
export function describeSeveralBackEnds(): void {
  describe('a page that comes back at another back end', () => {
    it('goes on there, and its line here ends', async () => {
      const { one, other } = twoBackEnds()
      const before = await connectAt(one.backend)
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
      const before = await connectAt(one.backend)
      const again = await connectAt(other.backend)
      expect(again.sessionId).toBe(before.sessionId)
      expect(before.line.dropped).toBe('superseded')
    })

    it('may come back to the first, as often as it wants', async () => {
      const { one, other } = twoBackEnds()
      let page = await connectAt(one.backend)
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
      const before = await connectAt(one.backend)
      const [first, second] = await Promise.all([moveTo(other.backend, before), moveTo(one.backend, before)])
      const lines = [first, second].filter(({ line }) => line.dropped === undefined)
      expect(lines).toHaveLength(1)
      await lines[0]?.send(aMessage('still here'))
      expect(lines[0]?.line.texts).toEqual(['still here'])
    })

    it('has no effect any more here by what comes late', async () => {
      const { one, other, store } = twoBackEnds()
      const before = await connectAt(one.backend)
      store.deafen()
      const after = await connectAt(other.backend, aRestore(before.sessionId, { after: 1 }))
      await before.send(aMessage('late'))
      expect(before.line.dropped).toBe('superseded')
      await after.send(aMessage('in time'))
      expect(textsOf(await transcriptOf(other.backend, before))).toEqual(['in time'])
    })

    it('has what it said here once, when it says it again there', async () => {
      const { one, other, store } = twoBackEnds()
      const before = await connectAt(one.backend)
      const message = aMessage('said once')
      await before.send(message)
      store.deafen()
      const after = await connectAt(other.backend, aRestore(before.sessionId, { after: 1 }))
      await before.send(message)
      await after.send(message)
      expect(textsOf(await transcriptOf(other.backend, before))).toEqual(['said once'])
    })
  })

  describe('another page that takes the session at another back end', () => {
    it('has it, and the first is told so', async () => {
      const { one, other } = twoBackEnds()
      const first = await connectAt(one.backend)
      const second = await moveTo(other.backend, first, { pageId: 'page-2', take: true, id: 'take' })
      expect(first.line.received.at(-1)).toEqual({ type: 'EventSessionTaken' })
      expect(first.line.dropped).toBe('taken')
      await second.send(aMessage('mine'))
      expect(second.line.texts).toEqual(['mine'])
    })
  })

  describe('two devices at two back ends', () => {
    async function laptopAndPhone(options: ChatBackendOptions = {}) {
      const ends = twoBackEnds({ authenticate: byAuth, ...options })
      const laptop = await connectAt(ends.one.backend, aStart({ ...fromDevice('laptop'), auth: 'ada' }))
      const phone = await connectAt(ends.other.backend, startOn('phone'))
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
      const again = await connectAt(one.backend, restoreOn('phone', phone.sessionId, { after: 1 }))
      await told()
      expect(phone.line.dropped).toBe('superseded')
      expect(laptop.line.dropped).toBeUndefined()
      expect(again.answer).toMatchObject({ type: 'EventAttached' })
    })

    it.each([{ oneDevice: true }, { limits: { maxDevices: 1 } }])(
      'give way to one another where a session has one: %j',
      async (options) => {
        const { laptop, phone } = await laptopAndPhone(options)
        expect(laptop.line.received.at(-1)).toEqual({ type: 'EventSessionTaken' })
        expect(laptop.line.dropped).toBe('taken')
        await phone.send(aMessage('on the phone alone'))
        expect(phone.line.texts).toEqual(['on the phone alone'])
      },
    )

    it('learn of each other’s reading, and agents of it too', async () => {
      const { one, other, laptop, phone } = await laptopAndPhone()
      const read = vi.fn()
      sessionAt(other.backend, phone).onRead(read)
      await laptop.send({ type: 'MarkRead', id: 'r', upTo: 1 })
      await told()
      expect(phone.line.ofType('EventRead')).toMatchObject([{ upTo: 1 }])
      expect(read).toHaveBeenCalledTimes(1)
      const back = await connectAt(other.backend, restoreOn('phone', phone.sessionId, { after: 1, id: 'back' }))
      expect(back.answer).toMatchObject({ reads: [{ upTo: 1 }] })
      expect(one.shown).toHaveLength(1)
    })
  })

  describe('the time of a session', () => {
    it('does not run out at the back end that the visitor has left', async () => {
      const { one, other, store } = twoBackEnds({ sessionTimeoutMs: 60_000 })
      const page = await connectAt(one.backend)
      const there = await moveTo(other.backend, page)
      await minutesPass(10, one, other)
      expect(await store.find(page.sessionId)).toBeDefined()
      expect(there.line.dropped).toBeUndefined()
      expect(one.backend.sessions()).toEqual([])
      expect(store.listeners(page.sessionId)).toBe(1)
    })

    it('does not run out for a start whose answer was never heard here, and that was repeated there', async () => {
      const { one, other, store } = twoBackEnds({ startTimeoutMs: 1_000 })
      const unheard = await one.backend.attach(aStart(), { deliver: () => undefined, drop: () => undefined })
      expect(unheard.attachment).toBeDefined()
      const there = await connectAt(other.backend)
      await one.clock.advance(10_000)
      await told()
      expect(await store.find(there.sessionId)).toBeDefined()
      expect(there.line.dropped).toBeUndefined()
    })

    it('runs out once nobody is attached anywhere, and every back end hears of it', async () => {
      const { one, other, store } = twoBackEnds({ sessionTimeoutMs: 60_000 })
      const page = await connectAt(one.backend)
      const session = sessionAt(one.backend, page)
      const there = await moveTo(other.backend, page)
      const ended = vi.fn()
      session.onEnded(ended)
      there.attachment.detach()
      await minutesPass(4, other)
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
      const page = await connectAt(backend)
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
      const laptop = await connectAt(one.backend, aStart({ ...fromDevice('laptop'), auth: 'ada' }))
      const phone = await connectAt(other.backend, startOn('phone'))
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

    it('shows the session to its agents no longer, when its visitor has come to another', async () => {
      const { one, other, store } = twoBackEnds()
      const page = await connectAt(one.backend)
      const heard = vi.fn()
      sessionAt(one.backend, page).onMessage(heard)
      store.deafen()
      const there = await connectAt(other.backend, aRestore(page.sessionId, { after: 1 }))
      await there.send(aMessage('for the agents there'))
      store.undeafen()
      await told()
      expect(heard).not.toHaveBeenCalled()
      expect(other.shown).toHaveLength(1)
    })

    it('does not remove what has become of a start whose answer was never heard there', async () => {
      const { one, other, store } = twoBackEnds({ startTimeoutMs: 1_000 })
      await one.backend.attach(aStart(), { deliver: () => undefined, drop: () => undefined })
      store.deafen()
      const there = await connectAt(other.backend)
      await one.clock.advance(10_000)
      expect(await store.find(there.sessionId)).toBeDefined()
      expect(there.line.dropped).toBeUndefined()
    })

    it('knows who has signed in meanwhile, before it hears of it', async () => {
      const { one, other, store } = twoBackEnds({ authenticate: byAuth })
      const page = await connectAt(one.backend)
      const session = sessionAt(one.backend, page)
      const agent = session.join({ name: 'Grace' })
      await agent.joined()
      const known: (string | undefined)[] = []
      session.onVisitorUpdated(() => known.push(session.user?.id, session.party.name))
      const release = store.hold()
      await connectAt(other.backend, aRestore(page.sessionId, { after: 2, auth: 'ada' }))
      await agent.say('Are you there?')
      expect(known).toEqual(['ada', 'ADA'])
      release()
    })

    it('has its agents told that the session has expired, though it was not heard', async () => {
      const { one, other, store } = twoBackEnds({ sessionTimeoutMs: 60_000 })
      const page = await connectAt(one.backend)
      const ended = vi.fn()
      sessionAt(one.backend, page).onEnded(ended)
      page.attachment.detach()
      store.deafen()
      await other.backend.expire(page.sessionId)
      await minutesPass(4, one)
      expect(ended).toHaveBeenCalledWith({ reason: 'expired' })
      expect(one.backend.sessions()).toEqual([])
    })

    it('learns that a session was removed', async () => {
      const { one, other, store } = twoBackEnds()
      const page = await connectAt(one.backend)
      store.deafen()
      await other.backend.expire(page.sessionId)
      store.undeafen()
      await told()
      expect(page.line.dropped).toBe('expired')
      expect(one.backend.sessions()).toEqual([])
    })
  })
}
