import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memoryStorage, type SendMessage } from '../../src/index.ts'
import { openPage, outcomeOf } from '../support/open-chat.ts'

/** A page in which the server has refused a message. */
async function refusedMessage(code = 51) {
  const storage = memoryStorage()
  const page = openPage({ storage })
  const session = await page.start()
  session.sendMessage('no such word').catch(() => undefined)
  await settle()
  page.farSide.refuses(page.farSide.received[0] as SendMessage, code)
  await settle()
  const key = session.transcript[0]?.key ?? ''
  return { storage, page, session, key }
}

describe('a message that the server has refused', () => {
  it('survives a reload, with its error, and is not sent by itself', async () => {
    const { storage, page, key } = await refusedMessage()
    await page.dies()
    const next = openPage({ storage })
    const session = await next.restore()
    await settle()
    expect(session.transcript).toMatchObject([{ key, delivery: 'failed', error: { code: 51 } }])
    expect(next.farSide.received).toEqual([])
  })

  it('is sent again under its id by retry, also after a reload', async () => {
    const { storage, page, key } = await refusedMessage()
    await page.dies()
    const next = openPage({ storage })
    const session = await next.restore()
    await settle()
    const retried = outcomeOf(session.retry(key))
    await settle()
    expect([next.farSide.received[0]?.id, session.transcript[0]?.delivery]).toEqual([key, 'sending'])
    next.farSide.accepts(next.farSide.received[0] as SendMessage, 1)
    await next.clock.advance(300)
    expect([retried.state, session.transcript.length, storage.keys()]).toEqual(['resolved', 1, ['session']])
  })

  it('is gone for good once it is discarded', async () => {
    const { storage, page, session, key } = await refusedMessage()
    session.discard(key)
    expect(session.transcript.length).toBe(0)
    await page.clock.advance(300)
    expect(storage.keys()).toEqual(['session'])
  })

  it('can be discarded after the session has ended, and is kept until then', async () => {
    const { storage, page, session, key } = await refusedMessage()
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(300)
    expect(storage.keys()).toHaveLength(2)
    await expect(session.retry(key)).rejects.toMatchObject({ name: 'InvalidStateError' })
    session.discard(key)
    await page.clock.advance(300)
    expect([storage.keys(), session.transcript.length]).toEqual([['session'], 1])
  })

  it('does not count against outbox.maxMessages', async () => {
    const page = openPage({ outbox: { maxMessages: 1 } })
    const session = await page.start()
    session.sendMessage('refused').catch(() => undefined)
    await settle()
    page.farSide.refuses(page.farSide.received[0] as SendMessage, 51)
    await settle()
    void session.sendMessage('next')
    await settle()
    expect(page.farSide.texts).toEqual(['refused', 'next'])
  })

  it('is what retry and discard ask for: anything else is a mistake', async () => {
    const { session } = await refusedMessage()
    await expect(session.retry('nothing')).rejects.toThrow("retry: no entry with the key 'nothing' has failed")
    expect(() => session.discard('nothing')).toThrow(RangeError)
  })

  it('that the server has after all becomes what it is', async () => {
    const { storage, page, session } = await refusedMessage()
    page.farSide.accepts(page.farSide.received[0] as SendMessage, 1)
    await page.clock.advance(300)
    expect([session.transcript.map(({ delivery }) => delivery), storage.keys()]).toEqual([['sent'], ['session']])
  })
})
