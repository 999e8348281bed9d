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
      { by: 'the other', inThisPage: false, isStored: false },
      { by: 'the page', inThisPage: true, isStored: false },
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
})
