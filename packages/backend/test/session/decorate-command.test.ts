import { describe, expect, it, vi } from 'vitest'
import { ChatRefusal } from '../../src/index.ts'
import type { CommandDecorator } from '../../src/index.ts'
import { aMessage, startChat, textsOf } from '../support/visitor.ts'

const newest = <Entry>(list: readonly Entry[]) => list.at(-1)

describe('decorators', () => {
  const shout: CommandDecorator = (command) =>
    command.type === 'SendMessage'
      ? { ...command, content: { type: 'text', text: String(command.content.text).toUpperCase() } }
      : command
  const sign: CommandDecorator = async (command, session) =>
    command.type === 'SendMessage'
      ? { ...command, content: { type: 'text', text: `${command.content.text} (${session.party.name})` } }
      : command

  it('change commands one after another', async () => {
    const { page } = await startChat({ decorators: [shout, sign] })
    await page.send(aMessage('hello'))
    expect(page.line.texts).toEqual(['HELLO (Visitor)'])
  })

  const refusal = new ChatRefusal(51, 'no card numbers here', { hint: { field: 'text' } })
  it.each<[string, CommandDecorator]>([
    ['throwing', () => Promise.reject(refusal)],
    ['returning', () => refusal],
  ])('stop a command by %s a refusal, whose fields reach the page', async (_how, decorator) => {
    const { page, session } = await startChat({ decorators: [decorator] })
    await page.send(aMessage('4111 1111', 'c-1'))
    expect(newest(page.line.received)).toEqual({
      type: 'EventError',
      error: { code: 51, description: 'no card numbers here' },
      commandId: 'c-1',
      hint: { field: 'text' },
    })
    expect(await session.transcript()).toHaveLength(1)
  })

  it('answer with 52 when one does not come back, and hold up nothing else', async () => {
    const shown: string[] = []
    const decorator: CommandDecorator = (command) =>
      shown.push(command.id) === 1 ? new Promise<never>(() => undefined) : command
    const { clock, page, session } = await startChat({ decorators: [decorator], hookTimeoutMs: 1_000 })
    await page.send(aMessage('stuck', 'c-1'))
    await page.send(aMessage('Hello', 'c-2'))
    expect(page.line.texts).toEqual([])
    await clock.advance(1_000)
    expect(page.line.errors).toMatchObject([{ error: { code: 52 }, commandId: 'c-1' }])
    expect(textsOf(await session.transcript())).toEqual(['Hello'])
  })

  it.each<[string, CommandDecorator]>([
    ['fails', () => Promise.reject(new Error('rules.db is locked'))],
    ['makes it another command', (command) => ({ ...command, id: 'other' })],
    ['makes it invalid', (command) => ({ ...command, content: undefined }) as never],
  ])('answer a command with 52 when one %s, and keep why to the log', async (_what, decorator) => {
    const error = vi.fn()
    const ignore = () => undefined
    const logger = { debug: ignore, info: ignore, warn: ignore, error }
    const { page } = await startChat({ decorators: [decorator], logger })
    await page.send(aMessage('Hello', 'c-1'))
    expect(newest(page.line.received)).toMatchObject({ error: { code: 52 }, commandId: 'c-1' })
    expect(JSON.stringify(page.line.received)).not.toContain('rules.db')
    expect(error).toHaveBeenCalledOnce()
  })
})
