import { describe, expect, it } from 'vitest'
import type { SendMessage } from '../../src/index.ts'
import { openConnected } from '../support/open-connection.ts'

const message = (text: string): SendMessage => ({ type: 'SendMessage', id: 'm1', content: { type: 'text', text } })

describe('the time that a command has to go up', () => {
  it.each([
    ['one byte a character', 'x'.repeat(30_000), 30_000],
    ['three bytes a character', '字'.repeat(10_000), 30_000],
  ])('is measured by its bytes: %s', async (_what, text, bytes) => {
    const { clock, connection, dial, listener } = await openConnected({
      scripts: [{ acknowledges: true }],
      options: { silenceTimeoutMs: 60_000 },
    })
    void connection.send(message(text))
    await clock.advance(5_000 + bytes / 2 - 1_000)
    expect(listener.path.at(-1)).toBe('connected')
    await clock.advance(2_000)
    expect(listener.path.at(-1)).toBe('reconnecting')
    expect(dial.commands).toHaveLength(1)
  })
})
