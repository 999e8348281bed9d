import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import type { Claim, EventToStore, SessionStore } from '../../src/index.ts'
import { aMessage, aRestore, aStart, connect, startBackend } from '../support/visitor.ts'

const sessionTimeoutMs = 40_000
const renewalMs = 10_000
const keepEndedMs = 5_000

/** A back end on a store that outlives it. `expired` is what the store says of the next sweep. */
function startOnDurableStore() {
  const calls: (readonly [name: string, ...args: unknown[]])[] = []
  const expired: string[][] = []
  const given: { claims: Claim[]; events: EventToStore[] } = { claims: [], events: [] }
  let isAway = false
  const memory = memorySessionStore()
  const store: SessionStore = {
    ...memory,
    create(record, joined, claim) {
      given.claims.push(claim)
      return memory.create(record, joined, claim)
    },
    append(sessionId, event) {
      given.events.push(event)
      return memory.append(sessionId, event)
    },
    expiry: {
      async renew(sessionIds, expiresAt) {
        if (isAway) throw new Error('the store is away')
        calls.push(['renew', sessionIds, expiresAt])
        const found = await Promise.all(sessionIds.map((id) => memory.find(id)))
        return sessionIds.filter((_id, place) => !found[place])
      },
      async removeExpired(now, limit) {
        calls.push(['removeExpired', now, limit])
        const ids = expired.shift() ?? []
        for (const id of ids) await memory.remove(id)
        return ids
      },
    },
  }
  const started = startBackend({ store, sessionTimeoutMs, keepEndedMs })
  return {
    ...started,
    ...given,
    expired,
    /** As a server that is emptied, or put in the place of another that had more. */
    lose: (sessionId: string) => memory.remove(sessionId),
    setAway: (away: boolean) => (isAway = away),
    callsSince: () => calls.splice(0),
    callNames: () => calls.splice(0).map(([name]) => name),
  }
}

describe('a store that outlives the back end', () => {
  it('learns with each attach when the session expires: later than the back end would remove it', async () => {
    const { backend, clock, claims } = startOnDurableStore()
    await connect(backend)
    expect(claims).toMatchObject([{ expiresAt: clock.now() + sessionTimeoutMs + renewalMs }])
  })

  it('learns with the end of a session how long it can still be read', async () => {
    const { backend, clock, events } = startOnDurableStore()
    const page = await connect(backend)
    await page.send(aMessage('Hello'))
    await page.send({ type: 'LeaveSession', id: 'leave-1' })
    expect(events.map(({ expiresAt }) => expiresAt)).toEqual([undefined, clock.now() + keepEndedMs])
  })

  it('is told again and again that a page is attached, and nothing of sessions whose page is gone', async () => {
    const { backend, clock, callsSince } = startOnDurableStore()
    const page = await connect(backend)
    await clock.advance(renewalMs)
    const renewed = ['renew', [page.sessionId], clock.now() + sessionTimeoutMs + renewalMs]
    expect(callsSince()).toEqual([renewed])
    await page.attachment.detach()
    await clock.advance(renewalMs)
    expect(callsSince()).toEqual([])
  })

  it('forgets nothing before the pages have had their time to come back', async () => {
    const { clock, callsSince } = startOnDurableStore()
    await clock.advance(sessionTimeoutMs - 1)
    expect(callsSince()).toEqual([])
    await clock.advance(1)
    expect(callsSince()).toEqual([['removeExpired', clock.now(), 100]])
  })

  it('is asked again at once while it has more that has expired', async () => {
    const { clock, expired, callsSince } = startOnDurableStore()
    expired.push(
      Array.from({ length: 100 }, (_, number) => `s${number}`),
      ['s100'],
    )
    await clock.advance(sessionTimeoutMs)
    expect(callsSince()).toHaveLength(2)
  })

  it('that forgets a session which is live here ends it', async () => {
    const { backend, clock, expired } = startOnDurableStore()
    const page = await connect(backend)
    expired.push([page.sessionId])
    await clock.advance(sessionTimeoutMs)
    expect([page.line.dropped, backend.session(page.sessionId)]).toEqual(['expired', undefined])
  })

  it('that has lost the session of a page ends it, and its page learns so, with the next renewal', async () => {
    const { backend, clock, lose } = startOnDurableStore()
    const [page, other] = [await connect(backend), await connect(backend, aStart({ id: 'start-2' }))]
    const gone = vi.fn()
    backend.session(page.sessionId)?.onGone(gone)
    await lose(page.sessionId)
    await clock.advance(renewalMs)
    expect([page.line.dropped, other.line.dropped]).toEqual(['expired', undefined])
    expect(gone).toHaveBeenCalledWith({ reason: 'expired' })
    const again = await backend.attach(aRestore(page.sessionId), page.line)
    expect(again.answer).toMatchObject({ type: 'EventError', error: { code: 50 } })
  })

  it('that was away forgets nobody who is attached: it is asked for the expired ones once they are renewed', async () => {
    const { backend, clock, setAway, callNames } = startOnDurableStore()
    await connect(backend)
    setAway(true)
    await clock.advance(3 * sessionTimeoutMs)
    expect(callNames()).toEqual([])
    setAway(false)
    await clock.advance(renewalMs)
    expect(callNames()).toEqual(['renew', 'removeExpired'])
  })

  it('is left alone once the back end is closed', async () => {
    const { backend, clock, callsSince } = startOnDurableStore()
    await backend.close()
    await settle()
    await clock.advance(3 * sessionTimeoutMs)
    expect([callsSince(), clock.pending]).toEqual([[], 0])
  })
})
