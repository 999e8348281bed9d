import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { CommandDecorator } from '../../src/index.ts'
import { aMessage, startChat } from '../support/visitor.ts'

const fast = { interval: 1 }

/** A chat whose decorator thinks about each command until it is let go. */
async function startSlowChat() {
  let state: 'slow' | 'fast' = 'slow'
  const thinking: (() => void)[] = []
  const slowly: CommandDecorator = (command) =>
    state === 'fast' ? command : new Promise((resolve) => thinking.push(() => resolve(command)))
  const chat = await startChat({ decorators: [slowly], limits: { commandsPerSecond: 100_000 } })
  let taken = 0
  const letGo = async () => {
    state = 'fast'
    for (const decide of thinking.splice(0)) decide()
    await settle()
  }
  onTestFinished(letGo)
  return {
    ...chat,
    /** Sends a command as a front does that never stops reading. */
    send: (command: object) => void Promise.resolve(chat.page.attachment.receive(command)).then(() => taken++),
    /** How many of the commands sent were taken in. */
    taken: async () => settle().then(() => taken),
    /** The decorator thinks no more. */
    letGo,
  }
}

describe('commands that wait for a slow hook', () => {
  it('are taken in while they are short, so that their acknowledgement does not wait', async () => {
    const { send, taken } = await startSlowChat()
    for (let count = 0; count < 500; count++) send(aMessage('Hello'))
    expect(await taken()).toBe(500)
  })

  it('hold the front back when they are large together, and are carried out in order', async () => {
    const { page, send, taken, letGo } = await startSlowChat()
    for (let count = 1; count <= 12; count++) send(aMessage(`${count}`.padEnd(30_000)))
    expect(await taken()).toBe(8)
    await letGo()
    await vi.waitFor(async () => expect(await taken()).toBe(12), fast)
    await vi.waitFor(() => expect(page.line.texts).toHaveLength(12), fast)
    expect(page.line.texts.map((text) => text.trim())).toEqual(Array.from({ length: 12 }, (_, at) => `${at + 1}`))
  })

  it('hold the front back when they are many, however short', async () => {
    const { send, taken, letGo } = await startSlowChat()
    for (let count = 0; count < 1_010; count++) send(aMessage('y'))
    expect(await taken()).toBe(1_000)
    await letGo()
    await vi.waitFor(async () => expect(await taken()).toBe(1_010), fast)
  })

  it('do not change with the object that the front has handed over', async () => {
    const { page, send, letGo } = await startSlowChat()
    const command = aMessage('as it was sent')
    send(aMessage('first'))
    send(command)
    await settle()
    command.content.text = 'changed'
    await letGo()
    await vi.waitFor(() => expect(page.line.texts).toEqual(['first', 'as it was sent']), fast)
  })

  it('keep nothing of a command that is too large but its refusal', async () => {
    const { page, send, taken, letGo } = await startSlowChat()
    for (let count = 0; count < 50; count++) send(aMessage('x'.repeat(100_000)))
    expect(await taken()).toBe(50)
    await letGo()
    await vi.waitFor(() => expect(page.line.errors).toHaveLength(50), fast)
  })
})
