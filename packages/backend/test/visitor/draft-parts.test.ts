import type { EventMessagePart } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { party, startCursor } from '../support/start-cursor.ts'

const startedWith = async (texts: readonly string[], options: Parameters<typeof startCursor>[0] = {}) => {
  const started = startCursor({ events: 1, ...options })
  const { drafts, line } = started
  const says = (text: string, id = 'd1') => {
    const at = drafts.findIndex((draft) => draft.id === id)
    const before = drafts[at]?.text ?? ''
    drafts.splice(at < 0 ? drafts.length : at, at < 0 ? 0 : 1, { id, party, text: before + text })
  }
  texts.forEach((text, at) => says(text, `d${at + 1}`))
  started.cursor.start()
  await settle()
  const parts = () =>
    line.received.flatMap((event) => (event.type === 'EventMessagePart' ? [event as EventMessagePart] : []))
  return { ...started, says, parts, told: () => parts().map(({ offset, text }) => [offset, text]) }
}

describe('the parts that a line is given', () => {
  it('begin with the whole of each draft, after the head', async () => {
    const { line, parts } = await startedWith(['Hello', 'Bye'], { events: 3 })
    expect(line.received.map(({ type }) => type)).toEqual([
      'EventMessage',
      'EventMessage',
      'EventMessage',
      'EventMessagePart',
      'EventMessagePart',
    ])
    expect(parts()).toEqual([
      { type: 'EventMessagePart', draft: 'd1', party, offset: 0, text: 'Hello' },
      { type: 'EventMessagePart', draft: 'd2', party, offset: 0, text: 'Bye' },
    ])
  })

  it('go on where the one before has ended', async () => {
    const { cursor, says, told } = await startedWith(['He'])
    says('l')
    says('lo')
    cursor.passParts()
    cursor.passParts()
    says('!')
    cursor.passParts()
    expect(told()).toEqual([
      [0, 'He'],
      [2, 'llo'],
      [5, '!'],
    ])
  })

  it('wait while the line is full, and are then one', async () => {
    const { commit, cursor, line, says, told } = await startedWith(['He'])
    line.fill()
    commit()
    for (const letter of 'llo world') {
      says(letter)
      cursor.passParts()
    }
    expect(told()).toEqual([[0, 'He']])
    await line.drain()
    expect(told()).toEqual([
      [0, 'He'],
      [2, 'llo world'],
    ])
  })

  it('wait while the line has something to write, and are then one', async () => {
    const { cursor, line, says, told } = await startedWith(['He'])
    line.isWriting = true
    says('l')
    cursor.passParts()
    says('lo')
    cursor.passParts()
    line.isWriting = false
    cursor.passParts()
    expect(told()).toEqual([
      [0, 'He'],
      [2, 'llo'],
    ])
  })

  it('never come after the message that takes their place', async () => {
    const { commit, cursor, drafts, line, says, told } = await startedWith(['He'])
    line.fill()
    commit()
    says('llo')
    cursor.passParts()
    commit('Hello')
    drafts.splice(0)
    await line.drain()
    expect(told()).toEqual([[0, 'He']])
    expect(line.texts.at(-1)).toBe('Hello')
  })
})
