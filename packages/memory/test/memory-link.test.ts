import { createChatBackend } from '@chat-transport/backend'
import type { RestoreSession } from '@chat-transport/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { eventually } from '../../../test/support/deadline.ts'
import { memoryLink } from '../src/index.ts'
import { openLine, start } from '../../../test/support/page-line.ts'

function serve() {
  const clock = fakeClock()
  const backend = createChatBackend({ clock })
  onTestFinished(() => backend.close())
  return { clock, backend, link: memoryLink(backend, { clock }) }
}
const session = ({ backend }: ReturnType<typeof serve>) => {
  const [only, ...others] = backend.sessions()
  if (!only || others.length > 0) throw new Error(`expected one session, there are ${backend.sessions().length}`)
  return only
}

describe('a link in memory', () => {
  it('attaches, and hands on the answer and what follows', async () => {
    const server = serve()
    const page = openLine(server.link)
    await page.opened
    expect(await eventually(() => page.received.length >= 2 && page.received)).toMatchObject([
      { type: 'EventAttached', commandId: 'start-1' },
      { type: 'EventParticipantJoined', index: 1 },
    ])
    await session(server).join({ name: 'Grace' }).say('Hello')
    expect(await eventually(() => page.received.length >= 4 && page.received.at(-1))).toMatchObject({
      type: 'EventMessage',
      content: { text: 'Hello' },
    })
  })

  it('gives commands to the back end in their order', async () => {
    const server = serve()
    const page = openLine(server.link)
    const send = await page.opened
    const texts = Array.from({ length: 15 }, (_, n) => `message ${n}`)
    for (const text of texts) void send({ type: 'SendMessage', id: text, content: { type: 'text', text } })
    const said = await eventually(() => page.received.length >= 17 && page.received.slice(2))
    expect(said).toMatchObject(texts.map((text) => ({ commandId: text })))
  })

  it('shares no object with the back end', async () => {
    const server = serve()
    const userData = { plan: 'pro' }
    const page = openLine(server.link, { attach: { ...start, userData } })
    await page.opened
    userData.plan = 'none'
    Object.assign(page.received.at(-1) as object, { type: 'changed by the page' })
    expect(session(server).userData).toEqual({ plan: 'pro' })
    expect(await session(server).transcript()).toMatchObject([{ type: 'EventParticipantJoined' }])
  })

  it('is lost when its attach is refused, after the answer', async () => {
    const { link } = serve()
    const unknown: RestoreSession = { ...start, type: 'RestoreSession', sessionId: 'nobody', after: 0 }
    const page = openLine(link, { attach: unknown })
    await expect(page.opened).rejects.toThrow('the back end has refused the attach')
    expect(page.received).toMatchObject([{ type: 'EventError', error: { code: 50 }, commandId: 'start-1' }])
  })

  it('is lost when the back end lets go of it', async () => {
    const server = serve()
    const page = openLine(server.link)
    await page.opened
    await server.backend.expire(session(server).id)
    expect(page.lost).toEqual([new Error('the back end has dropped the line: expired')])
  })

  it('detaches when the page closes it', async () => {
    const server = serve()
    const page = openLine(server.link)
    await page.opened
    expect(session(server).attached).toBe(true)
    page.close()
    expect(session(server).attached).toBe(false)
  })

  it('detaches at once when the page closed it before, or at, the answer', async () => {
    const server = serve()
    const early = openLine(server.link)
    await Promise.resolve()
    early.close()
    await expect(early.opened).rejects.toBe('detached')
    const atAnswer = openLine(server.link, { attach: { ...start, pageId: 'page-2' }, react: () => atAnswer.close() })
    await atAnswer.opened
    expect([early.received, atAnswer.received.length]).toEqual([[], 1])
    // Its visitor has never really connected, so it is not shown to agents; the one timer is for its expiry.
    expect([server.backend.sessions(), server.clock.pending]).toEqual([[], 1])
  })

  it('does not attach on a line that is over', async () => {
    const server = serve()
    const page = openLine(server.link, { closed: true })
    await expect(page.opened).rejects.toBe('detached')
    expect([server.backend.sessions(), server.clock.pending]).toEqual([[], 0])
  })

  it('shows life while nobody says anything, and stops when closed', async () => {
    const { link, clock } = serve()
    const page = openLine(link)
    await page.opened
    await clock.advance(10_000)
    expect(page.signs).toBe(2)
    page.close()
    await clock.advance(10_000)
    expect([page.signs, clock.pending]).toEqual([2, 1])
  })
})
