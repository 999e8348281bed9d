import { describe, expect, it, vi } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import { byAuth, fromDevice, startOn } from '../support/log-in.ts'
import { laptopAndPhone, restoreOn } from '../support/two-devices.ts'
import { aStart, answerTo, connect, startBackend, startChat, TestLine } from '../support/visitor.ts'

describe('devices beyond the limit', () => {
  it('take the place of the one that has attached longest ago, which cannot come back', async () => {
    const { backend, laptop, phone, session } = await laptopAndPhone({ limits: { maxDevices: 2 } })
    await connect(backend, restoreOn('laptop', session.id))
    await connect(backend, startOn('tablet'))
    expect(phone.line.dropped).toBe('taken')
    expect(phone.line.received.at(-1)).toEqual({ type: 'EventSessionTaken' })
    expect(await answerTo(backend, restoreOn('phone', session.id))).toMatchObject({ error: { code: 50 } })
    expect(laptop.line.dropped).toBe('superseded')
    expect((await answerTo(backend, restoreOn('laptop', session.id, { id: 'r-2' }))).type).toBe('EventAttached')
  })

  it('are as many as somebody makes: 1,000 starts of a user leave 10, and one session', async () => {
    const store = memorySessionStore()
    const { backend, shown } = startBackend({ authenticate: byAuth, store })
    const lines: TestLine[] = []
    for (let number = 0; number < 1_000; number++) lines.push((await connect(backend, startOn(`d${number}`))).line)
    expect(lines.filter(({ dropped }) => dropped === undefined)).toHaveLength(10)
    expect((await store.find(shown[0]?.id ?? ''))?.devices).toHaveLength(10)
    expect(shown).toHaveLength(1)
  })

  it('leave a session whose newcomer has gone the time to come back to it', async () => {
    const store = memorySessionStore()
    const { backend, clock, session } = await startChat(
      { authenticate: byAuth, store, oneDevice: true, sessionTimeoutMs: 60_000 },
      { ...fromDevice('laptop'), auth: 'ada' },
    )
    const line = new TestLine()
    const { claim } = store
    vi.spyOn(store, 'claim').mockImplementationOnce(async (...of) => {
      const claimed = await claim(...of)
      line.break()
      return claimed
    })
    expect((await backend.attach(startOn('phone'), line)).answer).toMatchObject({ error: { code: 100 } })
    expect(session.attached).toBe(false)
    await clock.advance(60_000)
    expect(session.status).toBe('gone')
  })

  it('take the session over when a user may have one device', async () => {
    const { backend, laptop, phone, session } = await laptopAndPhone({ oneDevice: true })
    expect(laptop.line.dropped).toBe('taken')
    expect(laptop.line.received.at(-1)).toEqual({ type: 'EventSessionTaken' })
    expect(await answerTo(backend, restoreOn('laptop', session.id, { take: true }))).toMatchObject({
      error: { code: 50 },
    })
    expect(phone.line.dropped).toBeUndefined()
    expect(phone.line.indexes).toEqual([1, 2])
    const back = await connect(backend, aStart({ ...fromDevice('laptop'), id: 'start-anew', auth: 'ada' }))
    expect([back.sessionId, phone.line.dropped]).toEqual([session.id, 'taken'])
    const again = await connect(backend, startOn('phone'))
    expect([again.sessionId, back.line.dropped]).toEqual([session.id, 'taken'])
  })
})
