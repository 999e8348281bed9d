import type { ObservedAttach, ObservedCommand } from '../../src/index.ts'
import { describe, expect, it, vi } from 'vitest'
import { aMessage, aRestore, answerTo, connect, startBackend, startChat } from '../support/visitor.ts'

function observing() {
  const attaches: ObservedAttach[] = []
  const commands: ObservedCommand[] = []
  return {
    attaches,
    commands,
    observer: {
      attach: (one: ObservedAttach) => attaches.push(one),
      command: (one: ObservedCommand) => commands.push(one),
    },
  }
}

describe('an observer', () => {
  it('is told of each attach that is answered, how, and over which transport', async () => {
    const { attaches, observer } = observing()
    const { backend } = startBackend({ observer })
    const page = await connect(backend)
    await backend.attach(aRestore('unknown'), page.line, { transport: 'websocket' })
    await answerTo(backend, aRestore(page.sessionId, { pageId: 'another', take: false }))
    await answerTo(backend, { type: 'Dance' })
    expect(attaches).toEqual([
      { type: 'StartSession', result: 'accepted' },
      { type: 'RestoreSession', transport: 'websocket', result: 'refused', code: 50 },
      { type: 'RestoreSession', result: 'taken' },
      { type: 'unknown command', result: 'refused', code: 1 },
    ])
  })

  it('is told of each command that is carried out, repeated or refused', async () => {
    const { commands, observer } = observing()
    const { page } = await startChat({ observer })
    await page.send(aMessage('Hello', 'c-1'))
    await page.send(aMessage('Hello', 'c-1'))
    await page.send({ type: 'SendMessage', id: 'c-2' })
    await page.send({ type: 'Dance', id: 'c-3' })
    expect(commands).toEqual([
      { type: 'SendMessage', result: 'accepted' },
      { type: 'SendMessage', result: 'repeated' },
      { type: 'SendMessage', result: 'refused', code: 2 },
      { type: 'unknown command', result: 'refused', code: 1 },
    ])
  })

  it('that fails is logged, and changes nothing', async () => {
    const fail = () => {
      throw new Error('no room for numbers')
    }
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const { page } = await startChat({ observer: { attach: fail, command: fail }, logger })
    await page.send(aMessage('Hello'))
    expect(page.line.ofType('EventMessage')).toHaveLength(1)
    expect(logger.error.mock.calls.map(([text]) => text)).toEqual(['the observer failed', 'the observer failed'])
  })

  it('that is none is refused', () => {
    expect(() => startBackend({ observer: 'me' as never })).toThrow('createChatBackend observer: expected')
  })
})
