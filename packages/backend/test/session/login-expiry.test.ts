import { describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import type { Authenticate } from '../../src/index.ts'
import { identify } from '../support/log-in.ts'
import { aMessage, aRestore, answerTo, connect, startChat } from '../support/visitor.ts'

const day = 86_400_000

/** A chat whose log-ins last as long as `auth` says, in milliseconds. */
async function chatWithExpiry(auth: string) {
  const clock = fakeClock({ startAt: 1_700_000_000_000 })
  const after = vi.spyOn(clock, 'after')
  const authenticate: Authenticate = (_request, { auth: lastsMs }) => ({
    user: { id: 'ada' },
    ...(lastsMs !== 'for ever' && { expiresAt: clock.now() + Number(lastsMs) }),
  })
  const chat = await startChat({ clock, authenticate, sessionTimeoutMs: day }, { auth })
  return { ...chat, clock, delays: after.mock.calls.map(([delayMs]) => delayMs) }
}

describe('a log-in that expires', () => {
  it('ends the line when its time comes, without a word, and the next line goes on', async () => {
    const { backend, clock, page, session } = await chatWithExpiry('60000')
    const before = page.line.received.length
    await clock.advance(59_999)
    expect(page.line.dropped).toBeUndefined()
    await clock.advance(1)
    expect(page.line.dropped).toBe('login-expired')
    expect(page.line.received).toHaveLength(before)
    expect([session.status, session.attached]).toEqual(['open', false])
    await page.send(aMessage('too late'))
    const next = await connect(backend, aRestore(session.id, { auth: '60000', after: 1 }))
    expect(next.line.texts).toEqual([])
    expect(session.attached).toBe(true)
  })

  it('lasts as long as the newest Identify of its line says', async () => {
    const { clock, page } = await chatWithExpiry('60000')
    await clock.advance(50_000)
    await page.send(identify('60000', 'i-1'))
    await clock.advance(59_000)
    expect(page.line.dropped).toBeUndefined()
    await page.send(identify('for ever', 'i-2'))
    expect(clock.pending).toBe(0)
    await page.send(identify('1000', 'i-3'))
    await clock.advance(1_000)
    expect(page.line.dropped).toBe('login-expired')
  })

  it('may last longer than any timer', async () => {
    const { clock, page, delays } = await chatWithExpiry(`${60 * day}`)
    expect(Math.max(...delays)).toBe(2 ** 31 - 1)
    await clock.advance(60 * day - 1)
    expect(page.line.dropped).toBeUndefined()
    await clock.advance(1)
    expect(page.line.dropped).toBe('login-expired')
  })

  it('is 101 when it has expired already', async () => {
    const { backend, session } = await chatWithExpiry('60000')
    expect(await answerTo(backend, aRestore(session.id, { auth: '0' }))).toMatchObject({ error: { code: 101 } })
  })

  it('leaves no timer when its line ends before', async () => {
    const { backend, clock, page, session } = await chatWithExpiry('60000')
    await connect(backend, aRestore(session.id, { auth: 'for ever' }))
    expect(page.line.dropped).toBe('superseded')
    expect(clock.pending).toBe(0)
  })
})
