import { memoryStorage, type SessionStorage } from '@chat-transport/core'
import type { Authenticate } from '@chat-transport/backend'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

/** The name is the token. Nobody has to sign in, and `mallory` may not. */
const byName: Authenticate = (_request, { auth }) =>
  auth === undefined || (auth !== 'mallory' && { user: { id: auth, name: auth } })

describe.each(transports)('a visitor who signs in, over %s', (transport) => {
  test('goes on with the chat that was anonymous, and is known on both sides', async () => {
    const { server, openPage } = await servePages(transport, { authenticate: byName })
    const visitor: { token?: string } = {}
    const page = await openPage({ credentials: () => visitor.token })
    const session = await page.chat.startSession()
    const log = logSession(session)
    const onServer = await server.waitForSession()
    await session.sendMessage('before')
    visitor.token = 'Ann'
    await session.identify()
    await session.sendMessage('after')
    expect(session.party.name).toBe('Ann')
    expect(onServer.user?.id).toBe('Ann')
    expect(textsOf(await onServer.transcript())).toEqual(['before', 'after'])
    page.line.reset()
    await log.waitFor('statusChanged')
    await session.sendMessage('on the next line')
    expect([log.errors, session.party.name]).toEqual([[], 'Ann'])
  })

  test('stays anonymous with credentials that the server refuses', async () => {
    const { openPage } = await servePages(transport, { authenticate: byName })
    const visitor: { token?: string } = {}
    const page = await openPage({ credentials: () => visitor.token })
    const session = await page.chat.startSession()
    visitor.token = 'mallory'
    await expect(session.identify()).rejects.toMatchObject({ code: 3 })
    await session.sendMessage('still here')
    expect(session.status).toBe('connected')
  })

  test('is told of by the next attach when the line is cut at that moment', async () => {
    const { server, openPage } = await servePages(transport, { authenticate: byName })
    const visitor: { token?: string } = {}
    const page = await openPage({ credentials: () => visitor.token, retryDelayMs: () => 20 })
    const session = await page.chat.startSession()
    const onServer = await server.waitForSession()
    page.line.cut()
    await eventually(() => session.status !== 'connected')
    visitor.token = 'Ann'
    const identified = session.identify()
    page.line.restore()
    await identified
    expect([session.party.name, onServer.user?.id]).toEqual(['Ann', 'Ann'])
  })

  test('has one chat on a laptop and on a phone: both see both', async () => {
    const { openPage } = await servePages(transport, { authenticate: byName })
    const [laptop, phone] = await Promise.all(
      [1, 2].map(async () => {
        const page = await openPage({ credentials: () => 'Ann' })
        const session = await page.chat.startSession()
        return { session, log: logSession(session) }
      }),
    )
    if (!laptop || !phone) throw new Error('two devices were opened')
    expect(phone.session.id).toBe(laptop.session.id)
    await laptop.session.sendMessage('from the laptop')
    await phone.log.waitForText('from the laptop')
    await phone.session.sendMessage('from the phone')
    await laptop.log.waitForText('from the phone')
    expect([laptop.session.status, phone.session.status]).toEqual(['connected', 'connected'])
    const indexes = [laptop, phone].map(({ session }) => session.transcript.map(({ index }) => index))
    expect(indexes[0]).toEqual(indexes[1])
  })

  test('leaves nothing for the next visitor of the same tab: not on screen, not in the storage', async () => {
    const { openPage } = await servePages(transport, { authenticate: byName })
    const storage = memoryStorage()
    const visitor = { token: 'Ann' }
    const page = await openPage({ storage, credentials: () => visitor.token })
    const anns = await page.chat.startSession()
    await anns.sendMessage('secret of Ann')
    page.line.cut()
    void anns.sendMessage('unsent secret of Ann')
    await page.chat.signOut()
    expect(await contents(storage)).not.toMatch(/Ann|secret/)
    page.line.restore()
    visitor.token = 'Bob'
    const bobs = await page.chat.startSession()
    await bobs.sendMessage('Hello')
    expect(bobs.id).not.toBe(anns.id)
    expect(textsOf(bobs.transcript.flatMap(({ event }) => event ?? []))).toEqual(['Hello'])
    expect(await contents(storage)).not.toMatch(/Ann|Bob/)
  })
})

async function contents(storage: SessionStorage): Promise<string> {
  const values = await Promise.all([...(await storage.keys())].map((key) => storage.load(key)))
  return JSON.stringify(values)
}
