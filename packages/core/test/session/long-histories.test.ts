import { describe, expect, it } from 'vitest'
import { type EventTranscript, memoryStorage, type ReadTranscript } from '../../src/index.ts'
import { openPage, outcomeOf, recordEvents, type Page } from '../support/open-chat.ts'
import { agent, eventOf, message, scriptedTransport, visitor } from '../support/scripted-transport.ts'

/** A page that has come back to a session of which the server has sent the events from 9 to 10. */
async function restored(said?: string) {
  const storage = memoryStorage()
  const before = openPage({ storage })
  const left = await before.start()
  if (said !== undefined) void left.sendMessage(said).catch(() => undefined)
  await before.clock.advance(0)
  await before.dies()
  const page = openPage({ storage })
  const restoring = page.chat.restoreSession({ last: 2 })
  await page.clock.advance(0)
  page.farSide.open({ from: 9, head: 10, participants: [visitor, agent] }, [message(9), message(10)])
  const session = await restoring
  if (!session) throw new Error('there was nothing to restore')
  await page.clock.advance(0)
  return { page, session, indexes: () => session.transcript.map(({ index }) => index) }
}

const asked = (page: Page) => page.farSide.received.at(-1) as ReadTranscript
const answer = (page: Page, events: readonly object[]) =>
  page.farSide.says({ type: 'EventTranscript', commandId: asked(page).id, events } as EventTranscript)

describe('a session of which only the last events are asked for', () => {
  it('begins where the server says, without an error for what comes before', async () => {
    const { page, session, indexes } = await restored()
    expect(page.farSide.attach).toMatchObject({ type: 'RestoreSession', after: 0, last: 2 })
    expect(indexes()).toEqual([9, 10])
    expect(session.hasEarlier).toBe(true)
    expect(page.farSide.position).toBe(10)
    expect(page.logger.warnings).toEqual([])
  })

  it('has who is in the chat from the answer', async () => {
    const { session } = await restored()
    expect(session.participants).toEqual([visitor, agent])
  })

  it('has nothing at first, where nothing is asked for', async () => {
    const page = openPage()
    const session = page.chat.openSession({}, { last: 0 })
    await page.clock.advance(0)
    expect(page.farSide.attach).toMatchObject({ type: 'StartSession', last: 0 })
    page.farSide.open({ from: 11, head: 10 })
    page.farSide.says(message(11))
    expect(session.transcript.map(({ index }) => index)).toEqual([11])
    expect(session.hasEarlier).toBe(true)
  })

  it('has all that there is, where that is less, or the server does not know of it', async () => {
    for (const from of [{ from: 1 }, {}]) {
      const page = openPage()
      const started = page.chat.startSession({}, { last: 50 })
      await page.clock.advance(0)
      page.farSide.open(from, [message(1), message(2)])
      const session = await started
      expect(session.transcript).toHaveLength(2)
      expect(await session.loadEarlier()).toEqual({ more: false })
      expect(page.farSide.received).toEqual([])
    }
  })

  it('is asked for as a whole where nothing can be loaded later', async () => {
    const page = openPage({ transport: scriptedTransport(['ReadTranscript']) })
    void page.chat.startSession({}, { last: 50 })
    await page.clock.advance(0)
    expect(page.farSide.attach).not.toHaveProperty('last')
  })

  it('comes as a whole when it has ended, since its line ends with it', async () => {
    const storage = memoryStorage()
    const before = openPage({ storage })
    await before.start()
    before.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'solved' })
    await before.clock.advance(10)
    const page = openPage({ storage })
    void page.chat.restoreSession({ last: 50 })
    await page.clock.advance(0)
    expect(page.farSide.attach).toMatchObject({ type: 'RestoreSession' })
    expect(page.farSide.attach).not.toHaveProperty('last')
  })

  it('rejects a wrong number', async () => {
    const { chat } = openPage()
    await expect(chat.restoreSession({ last: -1 })).rejects.toThrow('restoreSession last: expected a whole number')
    expect(() => chat.openSession({}, { last: 0.5 })).toThrow('openSession last: expected a whole number')
  })

  it('counts as unread what is here and not read', async () => {
    const { session } = await restored()
    expect(session.unread).toBe(2)
    session.markRead(10)
    expect(session.unread).toBe(0)
  })
})

describe('earlier events', () => {
  it('come in front, in order, and no handler is called for them but that of the transcript', async () => {
    const { page, session, indexes } = await restored()
    const { told } = recordEvents(session)
    let changes = 0
    session.onTranscriptChanged(() => void changes++)
    await page.clock.advance(0)
    told.length = changes = 0
    const loaded = session.loadEarlier(3)
    expect(asked(page)).toMatchObject({ type: 'ReadTranscript', before: 9, limit: 3 })
    answer(page, [message(6), message(7), message(8)])
    expect(await loaded).toEqual({ more: true })
    expect(indexes()).toEqual([6, 7, 8, 9, 10])
    expect([told, changes]).toEqual([[], 1])
  })

  it('go on from where the last answer began, until there are as many as wanted, or no more', async () => {
    const { page, session, indexes } = await restored()
    const loaded = session.loadEarlier(4)
    expect(asked(page)).toMatchObject({ before: 9, limit: 4 })
    answer(page, [message(7), message(8)])
    expect(asked(page)).toMatchObject({ before: 7, limit: 2 })
    answer(page, [message(5), message(6)])
    expect(await loaded).toEqual({ more: true })
    const rest = session.loadEarlier(1_000)
    expect(asked(page)).toMatchObject({ before: 5, limit: 200 })
    answer(
      page,
      [1, 2, 3, 4].map((index) => message(index)),
    )
    expect(await rest).toEqual({ more: false })
    expect(indexes()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(session.hasEarlier).toBe(false)
    expect(page.farSide.received).toHaveLength(3)
  })

  it('are 50, unless the page says', async () => {
    const { page, session } = await restored()
    void session.loadEarlier()
    expect(asked(page)).toMatchObject({ limit: 50 })
  })

  it('are asked for once, however often a page asks meanwhile', async () => {
    const { page, session } = await restored()
    const [first, second] = [session.loadEarlier(1), session.loadEarlier(5)]
    expect(page.farSide.received).toHaveLength(1)
    answer(page, [message(8)])
    expect([await first, await second]).toEqual([{ more: true }, { more: true }])
    expect(page.farSide.received).toHaveLength(1)
  })

  it('are asked for anew on the next line', async () => {
    const { page, session, indexes } = await restored()
    const loaded = session.loadEarlier(1)
    const before = asked(page)
    page.farSide.loses()
    page.farSide.accept({ head: 10 })
    page.farSide.reports('connected')
    expect(asked(page)).toMatchObject({ before: 9, limit: 1 })
    expect(asked(page).id).not.toBe(before.id)
    page.farSide.says({ type: 'EventTranscript', commandId: before.id, events: [message(8)] })
    expect(indexes()).toEqual([9, 10])
    answer(page, [message(8)])
    await loaded
    expect(indexes()).toEqual([8, 9, 10])
  })

  it('are asked for when there is a line', async () => {
    const page = openPage()
    const session = page.chat.openSession({}, { last: 1 })
    const loaded = outcomeOf(session.loadEarlier())
    await page.clock.advance(0)
    page.farSide.open({ from: 2, head: 2 }, [message(2)])
    answer(page, [message(1)])
    await page.clock.advance(0)
    expect(loaded).toEqual({ state: 'resolved', value: { more: false } })
    expect(session.transcript.map(({ index }) => index)).toEqual([1, 2])
  })

  it('are done when the server has none, although it has said otherwise', async () => {
    const { page, session } = await restored()
    const loaded = session.loadEarlier()
    answer(page, [])
    expect(await loaded).toEqual({ more: false })
    expect(session.hasEarlier).toBe(false)
  })

  it('are asked for again as long as only changes come, which the page does not see', async () => {
    const { page, session, indexes } = await restored()
    const loaded = session.loadEarlier(1)
    const reaction = { type: 'EventReaction', at: 1, party: agent, target: 7, emoji: '👍', on: true }
    answer(page, [{ ...reaction, index: 8 }])
    expect(asked(page)).toMatchObject({ before: 8 })
    answer(page, [message(7)])
    await loaded
    expect(indexes()).toEqual([7, 9, 10])
    expect(session.transcript[0]?.reactions).toEqual([{ emoji: '👍', party: agent }])
  })

  it('show what became of them, also by events that came before them', async () => {
    const { page, session } = await restored()
    const change = { at: 1, party: agent }
    page.farSide.says({ ...change, type: 'EventMessageDeleted', index: 11, target: 7 })
    void session.loadEarlier()
    const content = { type: 'text', text: 'edited' }
    answer(page, [message(6), message(7), { ...change, type: 'EventMessageEdited', index: 8, target: 6, content }])
    expect(session.transcript.slice(0, 2)).toMatchObject([
      { index: 6, edited: true, event: { content } },
      { index: 7, deleted: true, event: { content: { text: '' } } },
    ])
  })

  it('leave who is in the chat as it is', async () => {
    const { page, session } = await restored()
    void session.loadEarlier()
    const other = { id: 'a9', name: 'Eve', type: 'agent' }
    answer(page, [{ type: 'EventParticipantJoined', index: 8, at: 1, party: other }])
    expect(session.transcript).toHaveLength(3)
    expect(session.participants).toEqual([visitor, agent])
  })

  it('are left out, with error 151, where they cannot be read', async () => {
    const { page, session, indexes } = await restored()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    const loaded = session.loadEarlier(2)
    answer(page, [message(6), { ...message(7), at: 'now' }, message(8), message(9)])
    expect(await loaded).toEqual({ more: true })
    expect(indexes()).toEqual([6, 8, 9, 10])
    expect(of('error').map(({ error }) => error.code)).toEqual([151])
    void session.loadEarlier()
    expect(asked(page)).toMatchObject({ before: 6 })
  })

  it('are refused by the server with its error', async () => {
    const { page, session } = await restored()
    const loaded = outcomeOf(session.loadEarlier())
    page.farSide.refuses(asked(page), 52)
    await page.clock.advance(0)
    expect(loaded).toMatchObject({ state: 'rejected', value: { code: 52 } })
    void session.loadEarlier()
    expect(page.farSide.received).toHaveLength(2)
  })

  it('cannot be had once the session is over in this page', async () => {
    const { page, session } = await restored()
    const loaded = outcomeOf(session.loadEarlier())
    await session.detach()
    await page.clock.advance(0)
    expect(loaded).toMatchObject({ state: 'rejected', value: { name: 'InvalidStateError' } })
    await expect(session.loadEarlier()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await expect(session.loadEarlier(0)).rejects.toThrow('count: expected a whole number of at least 1')
  })
})

describe('a command whose event lies before what is here', () => {
  /** A page that comes back with a message which the server has had as event 5. */
  async function withQueued() {
    const again = await restored('said before the reload')
    const [sent] = again.page.farSide.received
    if (sent?.type !== 'SendMessage') throw new Error('the message was not sent again')
    return { ...again, sent }
  }

  it('is settled by the answer to its repeat, and its entry goes until its place is loaded', async () => {
    const { page, session, sent, indexes } = await withQueued()
    expect(session.transcript.at(-1)).toMatchObject({ key: sent.id, delivery: 'sending' })
    page.farSide.says(eventOf(sent, 5))
    expect(indexes()).toEqual([9, 10])
    void session.loadEarlier()
    answer(page, [message(4), eventOf(sent, 5), message(6)])
    expect(indexes()).toEqual([4, 5, 6, 9, 10])
    expect(session.transcript[1]).toMatchObject({ delivery: 'sent', event: { commandId: sent.id } })
    await page.clock.advance(1_000)
    page.farSide.loses()
    page.farSide.accept({ head: 10 })
    page.farSide.reports('connected')
    expect(page.farSide.texts).toEqual(['said before the reload'])
  })

  it('is settled when its event is loaded first', async () => {
    const { page, session, sent, indexes } = await withQueued()
    void session.loadEarlier()
    answer(page, [eventOf(sent, 8)])
    expect(indexes()).toEqual([8, 9, 10])
    page.farSide.says(eventOf(sent, 8))
    expect(indexes()).toEqual([8, 9, 10])
    expect(session.transcript[0]).toMatchObject({ key: sent.id, delivery: 'sent' })
  })
})
