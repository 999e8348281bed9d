import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import type { SignedOut } from '../src/index.ts'
import { openPage, outcomeOf, recordEvents } from './support/open-chat.ts'
import { storedIn } from './support/refused-messages.ts'
import { sharedStorage } from './support/shared-storage.ts'

async function twoPages(options: { readonly tells: boolean }) {
  const storage = sharedStorage(options)
  const page = openPage({ storage })
  const session = await page.start()
  const other = openPage({ storage })
  const theirs = await other.restore()
  await settle()
  return { storage, page, session, other, theirs }
}

describe('a visitor who signs out in one of several pages', () => {
  it('is signed out in all of them, and a page that is opened then has no chat', async () => {
    const { storage, page, session, other, theirs } = await twoPages({ tells: true })
    other.farSide.loses()
    const sending = outcomeOf(theirs.sendMessage('private'))
    const { of } = recordEvents(theirs)
    await settle()
    await page.chat.signOut()
    await other.clock.advance(300)
    expect([session.status, theirs.status]).toEqual(['closed', 'closed'])
    expect(of('statusChanged').at(-1)).toMatchObject({ cause: { name: 'AbortError' } })
    expect(sending.state).toBe('rejected')
    expect(storedIn(storage)).not.toMatch(/private|secret/)
    expect(await openPage({ storage }).chat.restoreSession()).toBe(null)
  })

  it('is known to be signed out in each page, when nothing is stored there any more', async () => {
    const { storage, page, other } = await twoPages({ tells: true })
    const told: object[] = []
    const tellOf = (by: string) => (event: SignedOut) =>
      void told.push({ by, ...event, isStored: /secret/.test(storedIn(storage)) })
    page.chat.onSignedOut(tellOf('the page'))
    const stop = other.chat.onSignedOut(tellOf('the other'))
    await page.chat.signOut()
    await other.clock.advance(300)
    expect(told).toEqual([
      { by: 'the page', inThisPage: true, isStored: false },
      { by: 'the other', inThisPage: false, isStored: false },
    ])
    stop()
    await other.chat.signOut()
    expect(told).toHaveLength(2)
  })

  it('is signed out in a page that has heard nothing, when that is seen again', async () => {
    const { storage, page, other, theirs } = await twoPages({ tells: false })
    await page.chat.signOut()
    await other.clock.advance(61_000)
    expect([theirs.status, storedIn(storage)]).toEqual(['connected', expect.not.stringMatching(/secret/)])
    other.network.say('visible')
    await other.clock.advance(0)
    expect(theirs.status).toBe('closed')
  })

  it('may begin another chat at once: the pages that had the first let go of that, and of no other', async () => {
    const { storage, page, theirs, other } = await twoPages({ tells: false })
    await page.chat.signOut()
    await page.start()
    await page.clock.advance(300)
    other.network.say('visible')
    await other.clock.advance(300)
    expect(theirs.status).toBe('closed')
    page.network.say('visible')
    await page.clock.advance(300)
    expect(storedIn(storage)).toMatch(/"open"/)
  })

  it('stays signed out in a page that comes back when the next visitor has chatted and left', async () => {
    const { storage, page, other, theirs } = await twoPages({ tells: false })
    await page.chat.signOut()
    const next = await page.start({ sessionId: 's2' })
    void next.leave()
    await settle()
    const [leave] = page.farSide.received
    if (leave) page.farSide.accepts(leave, 1)
    await page.clock.advance(300)
    other.network.say('visible')
    await other.clock.advance(300)
    expect([theirs.status, storedIn(storage)]).toEqual(['closed', expect.not.stringMatching(/secret/)])
  })

  it('keeps what the next one has queued, though a page hears of it only then', async () => {
    const { storage, page, other, theirs } = await twoPages({ tells: false })
    await page.chat.signOut()
    void page.chat.openSession().sendMessage('I am Bob')
    await settle()
    other.network.say('visible')
    await other.clock.advance(300)
    expect([theirs.status, storedIn(storage)]).toEqual(['closed', expect.stringMatching(/"starting".*I am Bob/s)])
  })

  it('may come back to the same session, and stays signed in', async () => {
    const { storage, page, session, other } = await twoPages({ tells: true })
    await page.chat.signOut()
    await page.clock.advance(300)
    const again = await page.start({ sessionId: session.id })
    page.network.say('visible')
    await page.clock.advance(300)
    expect([again.id, again.status]).toEqual([session.id, 'connected'])
    const theirs = await other.restore()
    await page.chat.signOut()
    await other.clock.advance(300)
    expect([theirs.status, storedIn(storage)]).toEqual(['closed', expect.not.stringMatching(/secret/)])
  })
})

describe('a chat that is over, and still shown in another page', () => {
  async function overInBoth() {
    const pages = await twoPages({ tells: true })
    const told: SignedOut[] = []
    pages.other.chat.onSignedOut((event) => void told.push(event))
    for (const { farSide } of [pages.page, pages.other])
      farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    for (const { clock } of [pages.page, pages.other]) await clock.advance(300)
    return { ...pages, told }
  }

  it('is signed out of there, too', async () => {
    const { page, theirs, other, told } = await overInBoth()
    await page.chat.signOut()
    await other.clock.advance(300)
    expect([theirs.status, told, other.network.listeners]).toEqual(['ended', [{ inThisPage: false }], 0])
  })

  it('is signed out of there when nothing was stored of it any more', async () => {
    const { page, other, told } = await overInBoth()
    await page.chat.forget()
    await page.chat.signOut()
    await other.clock.advance(300)
    expect(told).toEqual([{ inThisPage: false }])
  })

  it('means nothing to a page that has let go of it', async () => {
    const { page, theirs, other, told } = await overInBoth()
    await theirs.detach()
    expect(other.network.listeners).toBe(0)
    await page.chat.signOut()
    await other.clock.advance(300)
    expect(told).toEqual([])
  })

  it('is told of once to a page that shows another by now', async () => {
    const { page, other, told } = await overInBoth()
    const session = await other.start({ sessionId: 's2' })
    await page.chat.signOut()
    await other.clock.advance(300)
    expect([session.status, told]).toEqual(['closed', [{ inThisPage: false }]])
  })

  it('is not waited for where nobody asks to be told', async () => {
    const { page } = await twoPages({ tells: true })
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(300)
    expect(page.network.listeners).toBe(0)
  })
})
