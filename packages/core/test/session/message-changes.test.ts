import { describe, expect, it } from 'vitest'
import type { EditMessage, EventMessageEdited } from '../../src/index.ts'
import { openPage, outcomeOf } from '../support/open-chat.ts'
import { message, visitor } from '../support/scripted-transport.ts'

const opened = async () => {
  const page = openPage()
  const session = await page.start()
  page.farSide.says({ ...message(1, 'Helo'), party: visitor })
  return { page, session, last: () => page.farSide.received.at(-1) as EditMessage }
}

const editedBy = ({ id, target, content }: EditMessage): EventMessageEdited => ({
  type: 'EventMessageEdited',
  index: 2,
  at: 2,
  party: visitor,
  commandId: id,
  target,
  content,
})

describe('a change to a message', () => {
  it('shows at once, and resolves with the entry when the server has it', async () => {
    const { page, session, last } = await opened()
    const edited = session.editMessage(1, 'Hello')
    expect(session.transcript).toMatchObject([{ index: 1, edited: true, event: { content: { text: 'Hello' } } }])
    await page.clock.advance(0)
    expect(last()).toMatchObject({ type: 'EditMessage', target: 1, content: { type: 'text', text: 'Hello' } })
    page.farSide.says(editedBy(last()))
    expect(await edited).toBe(session.transcript[0])
    expect(session.transcript).toHaveLength(1)
  })

  it('may be formatted, and answers nothing', async () => {
    const { page, session, last } = await opened()
    const markdown = { type: 'text', text: '*Hello*', format: 'markdown' } as const
    void session.editMessage(1, markdown)
    await page.clock.advance(0)
    expect(last()).toMatchObject({ type: 'EditMessage', content: markdown })
    const answer = { ...markdown, answers: { index: 1, value: 'yes' } }
    await expect(session.editMessage(1, answer)).rejects.toThrow('message.answers: there is no such field')
  })

  it('is taken back when the server refuses it, and nothing of it stays', async () => {
    const { page, session, last } = await opened()
    const deleted = outcomeOf(session.deleteMessage(1))
    expect(session.transcript).toMatchObject([{ deleted: true }])
    await page.clock.advance(0)
    page.farSide.says({ type: 'EventError', commandId: last().id, error: { code: 3, description: 'target' } })
    expect(await deleted).toMatchObject({ state: 'rejected', value: { code: 3 } })
    expect(session.transcript).toMatchObject([{ event: { content: { text: 'Helo' } } }])
    expect(session.transcript[0]?.deleted).toBeUndefined()
    expect(session.transcript.some(({ delivery }) => delivery === 'failed')).toBe(false)
  })

  it('goes out in order with messages', async () => {
    const { page, session } = await opened()
    void session.sendMessage('one')
    void session.react(1, '👍')
    void session.sendMessage('two')
    void session.deleteMessage(1)
    await page.clock.advance(0)
    const types = page.farSide.received.map((command) => (command as { type: string }).type)
    expect(types).toEqual(['SendMessage', 'React', 'SendMessage', 'DeleteMessage'])
  })

  it('counts as nothing unread', async () => {
    const { page, session } = await opened()
    const other = { id: 'a9', name: 'Grace', type: 'agent' } as const
    page.farSide.says({ type: 'EventReaction', index: 2, at: 2, party: other, target: 1, emoji: '👍', on: true })
    expect(session.unread).toBe(0)
    expect(session.transcript).toMatchObject([{ reactions: [{ emoji: '👍', party: other }] }])
  })

  it('rejects a wrong argument', async () => {
    const { session } = await opened()
    await expect(session.editMessage(0, 'Hello')).rejects.toThrow('target: expected a whole number of at least 1')
    await expect(session.editMessage(1, '')).rejects.toThrow('message.text: expected some text')
    await expect(session.react(1, '')).rejects.toThrow('emoji: expected some text')
  })
})
