import { describe, expect, it, vi } from 'vitest'
import { byAuth, fromDevice, startOn } from './log-in.ts'
import { connectAt, moveTo, sessionAt, told, transcriptOf, twoBackEnds } from './two-back-ends.ts'
import { aMessage, aStart, textsOf } from './visitor.ts'

/** The agents of sessions at several back ends, wherever their store is: see `placeStores`. */
export function describeAgentsAtSeveralBackEnds(): void {
  describe('the agents of a session at several back ends', () => {
    it('are shown the session at the back end at which the visitor is, and told that it has moved', async () => {
      const { one, other } = twoBackEnds()
      const page = await connectAt(one.backend)
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

    it('are shown the session at one back end alone when a page confirms late, after another device has come elsewhere', async () => {
      const { one, other } = twoBackEnds({ authenticate: byAuth })
      const start = aStart({ ...fromDevice('laptop'), auth: 'ada' })
      const laptop = await one.backend.attach(start, { deliver: () => undefined, drop: () => undefined })
      await connectAt(other.backend, startOn('phone'))
      laptop.attachment?.start()
      laptop.attachment?.confirm()
      await told()
      expect(one.shown).toHaveLength(0)
      expect(other.shown).toHaveLength(1)
    })

    it('stay with the back end at which the visitor is, whatever it hears late of another', async () => {
      const { one, other, store } = twoBackEnds()
      const page = await connectAt(one.backend)
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
      let page = await connectAt(one.backend)
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
      const page = await connectAt(one.backend)
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
      const page = await connectAt(one.backend)
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

    it('find it as it is, also when several ask at once', async () => {
      const { one, other } = twoBackEnds()
      const page = await connectAt(one.backend)
      await page.send(aMessage('before'))
      const asked = Array.from({ length: 3 }, () => other.backend.findSession(page.sessionId))
      for (const session of await Promise.all(asked)) expect(session?.head).toBe(2)
    })

    it('hear at every back end that it has ended', async () => {
      const { one, other } = twoBackEnds()
      const page = await connectAt(one.backend)
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
}
