import { describe, expect, it } from 'vitest'
import type { CommandDecorator } from '../../src/index.ts'
import { aMessage, aRestore, connect, startChat } from '../support/visitor.ts'

/** A visitor who is typing, and what the agents are told of it from then on. */
async function typingVisitor(decorators: CommandDecorator[] = []) {
  const chat = await startChat({ decorators })
  const told: (boolean | string)[] = []
  chat.session.onTyping(({ isTyping }) => told.push(isTyping))
  chat.session.onMessage(() => told.push('a message'))
  await chat.page.send({ type: 'SendTyping', id: 'typing-1', isTyping: true })
  return { ...chat, told }
}

describe('agents are told that the visitor has stopped typing', () => {
  it('when the page says so, once', async () => {
    const { page, told } = await typingVisitor()
    await page.send({ type: 'SendTyping', id: 'typing-2', isTyping: false })
    await page.send(aMessage('Hello'))
    expect(told).toEqual([true, false, 'a message'])
  })

  it('when the visitor has sent the message', async () => {
    const { page, told } = await typingVisitor()
    await page.send(aMessage('Hello'))
    expect(told).toEqual([true, false, 'a message'])
  })

  it('when the line is cut', async () => {
    const { page, told } = await typingVisitor()
    page.attachment.detach()
    expect(told).toEqual([true, false])
  })

  it('when another line takes over, on which the page says it again if it is still so', async () => {
    const { backend, page, told } = await typingVisitor()
    await connect(backend, aRestore(page.sessionId))
    expect(told).toEqual([true, false])
  })

  it('when the session ends', async () => {
    const { session, told } = await typingVisitor()
    await session.end()
    expect(told).toEqual([true, false])
  })

  it('when the session is gone', async () => {
    const { backend, page, told } = await typingVisitor()
    await backend.expire(page.sessionId)
    expect(told).toEqual([true, false])
  })

  it('when the page has said nothing more for 10 s', async () => {
    const { clock, page, told } = await typingVisitor()
    await clock.advance(8_000)
    await page.send({ type: 'SendTyping', id: 'typing-2', isTyping: true })
    await clock.advance(9_999)
    expect(told).toEqual([true, true])
    await clock.advance(1)
    expect(told).toEqual([true, true, false])
  })

  it('and hear nothing of typing for which a slow decorator has let the line go first', async () => {
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => (release = resolve))
    const slowly: CommandDecorator = (command) => (command.id === 'typing-2' ? held.then(() => command) : command)
    const { page, told, clock } = await typingVisitor([slowly])
    await page.send({ type: 'SendTyping', id: 'typing-2', isTyping: true })
    page.attachment.detach()
    release()
    await clock.advance(0)
    expect(told).toEqual([true, false])
  })
})

describe('what is being typed', () => {
  const textsTold = async (typingPreview: boolean) => {
    const chat = await startChat({ typingPreview })
    const told: unknown[] = []
    chat.session.onTyping(({ text }) => told.push(text))
    await chat.page.send({ type: 'SendTyping', id: 'typing-1', isTyping: true, text: 'Hel' })
    const agent = chat.session.join({ name: 'Grace' })
    await agent.joined()
    agent.typing(true, 'Go')
    for (const event of chat.page.line.ofType('EventTyping')) told.push((event as { text?: string }).text)
    return { ...chat, told }
  }

  it('is told each way with the option, which the attach answer says, and is in no transcript', async () => {
    const { page, session, told } = await textsTold(true)
    expect(told).toEqual(['Hel', 'Go'])
    expect(page.answer).toHaveProperty('typingPreview', true)
    expect(JSON.stringify(await session.transcript())).not.toContain('Hel')
  })

  it('is told nobody without it', async () => {
    const { page, told } = await textsTold(false)
    expect(told).toEqual([undefined, undefined])
    expect(page.answer).not.toHaveProperty('typingPreview')
  })
})
