import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memoryStorage } from '../../src/index.ts'
import { openPage, outcomeOf } from '../support/open-chat.ts'
import { uploads, cat, theEnd, startPage } from '../support/scripted-files.ts'

describe('a file that is still waiting for what sends it, when', () => {
  const failedByTheEnd = { delivery: 'failed', error: { name: 'InvalidStateError' } }

  it('the session ends, is failed, can be discarded, and cannot be tried again', async () => {
    const { page, session, entry, loads, asked } = await startPage()
    const sent = outcomeOf(session.sendFile(cat()))
    const key = entry()?.key ?? ''
    page.farSide.says(theEnd)
    await page.clock.advance(300)
    const shown = session.transcript.find((each) => each.key === key)
    expect([sent, shown]).toMatchObject([{ state: 'rejected', value: shown?.error }, failedByTheEnd])
    loads[0]?.succeeds()
    await settle()
    expect(asked).toEqual([])
    await expect(session.retry(key)).rejects.toMatchObject({ name: 'InvalidStateError' })
    expect(session.transcript.find((each) => each.key === key)).toMatchObject(failedByTheEnd)
    session.discard(key)
    expect(session.transcript.map((each) => each.key)).not.toContain(key)
  })

  it('the visitor leaves, is failed, and nothing of it is stored', async () => {
    const { page, session, entry, loads, asked } = await startPage()
    void session.sendFile(cat())
    const key = entry()?.key ?? ''
    const left = outcomeOf(session.leave())
    await settle()
    const [leave] = page.farSide.received
    if (leave) page.farSide.accepts(leave, 1)
    await page.clock.advance(300)
    loads[0]?.succeeds()
    await settle()
    expect([left.state, page.storage.keys(), asked]).toEqual(['resolved', [], []])
    expect(session.transcript.find((each) => each.key === key)).toMatchObject(failedByTheEnd)
  })

  it('the visitor signs out, is not in what the next one sees', async () => {
    const { page, session, loads, asked } = await startPage()
    const sent = outcomeOf(session.sendFile(cat()))
    const signedOut = outcomeOf(page.chat.signOut())
    await page.clock.advance(300)
    expect([sent.state, loads.length]).toEqual(['rejected', 2])
    for (const load of loads) load.succeeds()
    await settle()
    expect([signedOut.state, asked, page.storage.keys()]).toEqual(['resolved', [], []])
    const next = await page.start({ uploads })
    await page.clock.advance(300)
    expect([next.transcript.length, asked]).toEqual([0, []])
  })

  it('the page lets go of the session, is not uploaded any more', async () => {
    const { session, loads, asked } = await startPage()
    const sent = outcomeOf(session.sendFile(cat()))
    const detached = session.detach()
    loads[0]?.succeeds()
    await detached
    expect([sent.state, asked]).toEqual(['rejected', []])
  })

  it('the page is reloaded, is not in the next one', async () => {
    const storage = memoryStorage()
    const { page, session } = await startPage({ storage })
    void session.sendFile(cat())
    await page.dies()
    const restored = await openPage({ storage }).restore({ uploads })
    await settle()
    expect(restored.transcript).toHaveLength(0)
  })
})

describe('a file that is being uploaded, when the session ends', () => {
  it('is failed, and kept no longer', async () => {
    const { page, session, entry, loads, settled, hosts } = await startPage()
    void session.sendFile(cat())
    loads[0]?.succeeds()
    await settle()
    const key = entry()?.key ?? ''
    page.farSide.says(theEnd)
    await page.clock.advance(300)
    expect([hosts[0]?.signal.aborted, settled]).toEqual([true, [key]])
  })
})

describe('a file whose upload ends while the visitor is leaving', () => {
  it('is failed, and kept no longer once the session is over', async () => {
    const { page, session, entry, loads, asked, settled } = await startPage()
    void session.sendFile(cat())
    loads[0]?.succeeds()
    await settle()
    const key = entry()?.key ?? ''
    const left = outcomeOf(session.leave())
    asked[0]?.arrives()
    await settle()
    expect([session.transcript.find((each) => each.key === key)?.delivery, settled]).toEqual(['failed', []])
    const [leave] = page.farSide.received
    if (leave) page.farSide.accepts(leave, 1)
    await page.clock.advance(300)
    expect([left.state, settled]).toEqual(['resolved', [key]])
  })
})
