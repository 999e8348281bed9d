import { describe, expect, it } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import { aMessage, startChat } from '../support/visitor.ts'

const edit = (target: number, id = 'e-1') => ({
  type: 'EditMessage',
  id,
  target,
  content: { type: 'text', text: 'edited' },
})
const deletion = (target: number, id = 'd-1') => ({ type: 'DeleteMessage', id, target })
const reaction = (target: number, id = 'r-1') => ({ type: 'React', id, target, emoji: '👍', on: true })

describe('a change of the visitor', () => {
  it.each([
    [edit(2), { type: 'EventMessageEdited', content: { type: 'text', text: 'edited' } }],
    [deletion(2), { type: 'EventMessageDeleted' }],
    [reaction(2), { type: 'EventReaction', emoji: '👍', on: true }],
  ])('%o becomes an event, and leaves the message in the log as it was', async (command, event) => {
    const { page, session, clock } = await startChat()
    await page.send(aMessage('Hello', 'm-1'))
    const [said] = await session.transcript(1)
    await page.send(command)
    const common = { index: 3, at: clock.now(), commandId: command.id, party: session.party, target: 2 }
    expect(await session.transcript(1)).toEqual([said, { ...event, ...common }])
  })

  it("is refused for another party's message, but a reaction is not", async () => {
    const { page, session } = await startChat()
    const { index } = await session.join({ name: 'Grace' }).say('Hello')
    for (const command of [edit(index), deletion(index), reaction(index)]) await page.send(command)
    expect(page.line.received.slice(-3)).toMatchObject([
      { type: 'EventError', commandId: 'e-1', error: { code: 3, description: expect.stringContaining('target') } },
      { type: 'EventError', commandId: 'd-1', error: { code: 3 } },
      { type: 'EventReaction', commandId: 'r-1', target: index },
    ])
  })

  it('is refused once the message is forgotten', async () => {
    const { page } = await startChat({ limits: { maxTranscriptEvents: 2 } })
    for (const id of ['m-1', 'm-2', 'm-3']) await page.send(aMessage('Hello', id))
    await page.send(deletion(2))
    expect(page.line.received.at(-1)).toMatchObject({ type: 'EventError', error: { code: 3 } })
  })

  it('is refused for what an agent has deleted', async () => {
    const store = memorySessionStore()
    const first = await startChat({ store })
    await first.page.send(aMessage('Hello', 'm-1'))
    await first.session.join({ name: 'Grace' }).deleteMessage(2)
    await first.page.send(edit(2))
    expect(first.page.line.received.at(-1)).toMatchObject({ type: 'EventError', commandId: 'e-1', error: { code: 3 } })
  })

  it('reads one event, however many there are', async () => {
    const store = memorySessionStore()
    const reads: number[] = []
    const counted = {
      ...store,
      async read(...args: Parameters<typeof store.read>) {
        const events = await store.read(...args)
        reads.push(events.length)
        return events
      },
    }
    const { page } = await startChat({ store: counted })
    for (let count = 0; count < 15; count++) await page.send(aMessage('Hello', `m-${count}`))
    reads.length = 0
    await page.send(edit(2))
    expect(page.line.received.at(-1)).toMatchObject({ type: 'EventMessageEdited' })
    expect(reads.filter((events) => events > 0)).toEqual([1])
  })
})

describe('an agent', () => {
  it('edits its own messages, and nobody else’s', async () => {
    const { page, session } = await startChat()
    await page.send(aMessage('Hello', 'm-1'))
    const grace = session.join({ name: 'Grace' })
    const { index } = await grace.say('Helo')
    expect(await grace.editMessage(index, 'Hello')).toMatchObject({ type: 'EventMessageEdited', target: index })
    await expect(grace.editMessage(2, 'Bye')).rejects.toMatchObject({ code: 3 })
    await expect(session.join({ name: 'Alan' }).editMessage(index, 'Bye')).rejects.toMatchObject({ code: 3 })
  })

  it('deletes the messages of others too, once, and the event says who did', async () => {
    const { page, session } = await startChat()
    await page.send(aMessage('rude', 'm-1'))
    const grace = session.join({ name: 'Grace' })
    expect(await grace.deleteMessage(2)).toMatchObject({ party: grace.party, target: 2 })
    await expect(grace.deleteMessage(2)).rejects.toMatchObject({ code: 3 })
    await expect(grace.react(2, '👍')).rejects.toMatchObject({ code: 3 })
  })

  it('reacts to any message, with a short text', async () => {
    const { page, session } = await startChat()
    await page.send(aMessage('Hello', 'm-1'))
    const grace = session.join({ name: 'Grace' })
    expect(await grace.react(2, '👍')).toMatchObject({ emoji: '👍', on: true })
    expect(await grace.react(2, '👍', false)).toMatchObject({ emoji: '👍', on: false })
    await expect(grace.react(2, '👍'.repeat(17))).rejects.toThrow(TypeError)
    await expect(grace.react(1, '👍')).rejects.toMatchObject({ code: 3 })
  })
})
