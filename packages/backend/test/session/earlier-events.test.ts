import type { EventAttached, EventTranscript } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { aMessage, aRestore, aStart, connect, secret, startBackend, startChat, TestLine } from '../support/visitor.ts'
import type { TestPage } from '../support/visitor.ts'

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
const read = (before: number, limit: number, id = `read-${before}`) => ({ type: 'ReadTranscript', id, before, limit })
const answers = ({ line }: Pick<TestPage, 'line'>) => line.ofType('EventTranscript') as EventTranscript[]
const indexes = ({ events }: EventTranscript) => events.map(({ index }) => index)

/** A session with the visitor, who has joined, and `head - 1` messages. */
async function chatUpTo(head: number, options: Parameters<typeof startChat>[0] = {}, text = 'x') {
  const chat = await startChat({ limits: { commandsPerSecond: 100_000 }, ...options })
  for (let index = 2; index <= head; index++) await chat.page.send(aMessage(text))
  return chat
}

describe('an attach that asks for the last events', () => {
  it.each([
    { last: 3, from: 8 },
    { last: 0, from: 11 },
    { last: 10, from: 1 },
    { last: 1_000_000, from: 1 },
  ])('is answered with where they begin: the last $last from $from', async ({ last, from }) => {
    const { backend, page } = await chatUpTo(10)
    const again = await connect(backend, aRestore(page.sessionId, { last }))
    expect(again.answer).toMatchObject({ type: 'EventAttached', first: 1, from, head: 10 })
    expect(again.line.indexes).toEqual(range(from, 10))
    await again.send(aMessage('next'))
    expect(again.line.indexes).toEqual(range(from, 11))
  })

  it('is told who is in the session', async () => {
    const { backend, page, session } = await chatUpTo(4)
    const grace = session.join({ name: 'Grace' })
    await grace.joined
    await session.join({ name: 'Eve' }).leave()
    const { answer } = await connect(backend, aRestore(page.sessionId, { last: 1 }))
    expect((answer as EventAttached).participants).toEqual([session.party, grace.party])
  })

  it('goes on where the page is, once it has some', async () => {
    const { backend, page } = await chatUpTo(10)
    const { answer, line } = await connect(backend, aRestore(page.sessionId, { after: 4, last: 2 }))
    expect([line.indexes, 'from' in answer, 'participants' in answer]).toEqual([range(5, 10), false, false])
  })

  it('begins with the oldest that is kept', async () => {
    const { backend, page } = await chatUpTo(10, { limits: { maxTranscriptEvents: 3 } })
    const { answer, line } = await connect(backend, aRestore(page.sessionId, { last: 5 }))
    expect(answer).toMatchObject({ first: 8, from: 8, head: 10 })
    expect(line.indexes).toEqual([8, 9, 10])
  })

  it('may be a start', async () => {
    const { backend } = startBackend()
    const { answer, line } = await connect(backend, aStart({ last: 50 }))
    expect(answer).toMatchObject({ from: 1, head: 1 })
    expect(line.indexes).toEqual([1])
  })
})

describe('ReadTranscript', () => {
  it('is answered with the newest of the events before an index, as they were sent', async () => {
    const { page } = await chatUpTo(10)
    await page.send(read(9, 3))
    const [answer] = answers(page)
    expect(answer).toEqual({
      type: 'EventTranscript',
      commandId: 'read-9',
      events: page.line.transcript.filter(({ index }) => index >= 6 && index <= 8),
    })
  })

  it('is answered with fewer, or none, where there are no more', async () => {
    const { page } = await chatUpTo(10)
    for (const command of [read(3, 200), read(1, 200), read(11, 1)]) await page.send(command)
    expect(answers(page).map(indexes)).toEqual([[1, 2], [], [10]])
  })

  it('is answered with those that are kept', async () => {
    const { page } = await chatUpTo(10, { limits: { maxTranscriptEvents: 3 } })
    for (const command of [read(10, 200), read(8, 200), read(4, 2)]) await page.send(command)
    expect(answers(page).map(indexes)).toEqual([[8, 9], [], []])
  })

  it('is answered with at most 12 kB, or with one event that is larger', async () => {
    const { page } = await chatUpTo(20, {}, 'y'.repeat(3_000))
    await page.send(read(21, 200))
    const [answer] = answers(page)
    expect(indexes(answer as EventTranscript)).toEqual([18, 19, 20])
    const large = await chatUpTo(
      3,
      { limits: { maxMessageBytes: 200_000, commandsPerSecond: 1_000 } },
      'z'.repeat(150_000),
    )
    await large.page.send(read(4, 200))
    expect(answers(large.page).map(indexes)).toEqual([[3]])
  })

  it('is answered in a session that has ended, and no decorator sees it', async () => {
    const seen: string[] = []
    const { page, session } = await startChat({ decorators: [(command) => (seen.push(command.type), command)] })
    await session.end('solved')
    await page.send(read(3, 5))
    expect(answers(page).map(indexes)).toEqual([[1, 2]])
    expect(seen).toEqual([])
  })

  it.each([
    { fields: { before: 0 }, names: 'before' },
    { fields: { before: 4 }, names: 'before' },
    { fields: { limit: 0 }, names: 'limit' },
    { fields: { limit: 201 }, names: 'limit' },
  ])('is refused with $fields', async ({ fields, names }) => {
    const { page } = await chatUpTo(2)
    await page.send({ ...read(2, 1, 'wrong'), ...fields })
    expect(page.line.errors).toMatchObject([
      { commandId: 'wrong', error: { code: 3, description: expect.stringContaining(names) } },
    ])
  })

  it('waits while the line is full, and holds up no command', async () => {
    const { backend, page, session } = await chatUpTo(10)
    const line = new TestLine()
    const slow = await connect(backend, aRestore(page.sessionId, { after: 10 }), line)
    line.fill()
    await session.join({ name: 'Grace' }).say('fills the line')
    for (const place of range(1, 100)) await slow.send(read(10, 200, `read ${place}`))
    expect(answers(slow)).toEqual([])
    await slow.send(aMessage('said meanwhile'))
    expect(await session.transcript(12)).toMatchObject([{ content: { text: 'said meanwhile' } }])
    await line.drain()
    expect(answers(slow).map(({ commandId }) => commandId)).toEqual(['read 1'])
    expect(line.errors).toHaveLength(99)
    expect(line.errors[0]).toMatchObject({ commandId: 'read 2', error: { code: 52 } })
    expect([line.indexes, line.dropped]).toEqual([[11, 12, 13], undefined])
  })

  it('comes more slowly for a page that asks all the time, and what is new still comes at once', async () => {
    const { clock, page, session } = await chatUpTo(
      60,
      { limits: { maxTranscriptBytes: 2_000_000, commandsPerSecond: 100_000 } },
      'y'.repeat(20_000),
    )
    const before = clock.now()
    for (let place = 0; answers(page).length === place && place < 1_000; place++)
      await page.send(read(61, 200, `r${place}`))
    expect(answers(page).length).toBeLessThan(400)
    await session.join({ name: 'Grace' }).say('new')
    expect(page.line.texts.at(-1)).toBe('new')
    const at = answers(page).length
    await clock.advance(60_000)
    await settle()
    expect([answers(page).length, clock.now() - before]).toEqual([at + 1, 60_000])
  })

  it('is dropped with its line', async () => {
    const { backend, page } = await chatUpTo(10)
    page.line.fill()
    await page.send(aMessage('fills the line'))
    await page.send(read(5, 2))
    await connect(backend, aRestore(page.sessionId, { after: 11, secret, pageId: 'page-2', take: true }))
    await page.line.drain()
    expect(answers(page)).toEqual([])
    expect(page.line.receivedLate).toEqual([])
  })
})
