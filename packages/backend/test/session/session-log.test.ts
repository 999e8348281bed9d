import type { Logger } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { ChatRefusal } from '../../src/index.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import { aMessage, aRestore, answerTo, connect, secret, startBackend, startChat } from '../support/visitor.ts'

/** A logger that writes down what it is told; ids of sessions are left out. */
function notebook() {
  const lines: string[] = []
  const raw: unknown[] = []
  const write =
    (level: string) =>
    (message: string, ...details: unknown[]) => {
      raw.push(message, details)
      lines.push(`${level} ${message.replace(/session [0-9a-f]{32}/, 'session')}`)
    }
  const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  return { logger, lines, raw, since: () => lines.splice(0) }
}

describe('the log of a session', () => {
  it('tells its life', async () => {
    const { logger, since } = notebook()
    const { backend, clock, page } = await startChat({ logger, sessionTimeoutMs: 60_000 })
    expect(since()).toEqual([
      'info session: started',
      'info session: page page-1 attached after 0, head 1, epoch 0',
      'debug session: page page-1 has its answer',
    ])
    const other = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true, after: 1 }))
    await answerTo(backend, aRestore(page.sessionId, { id: 'back-1' }))
    expect(since()).toEqual([
      'info session: taken over by page page-2 from page-1',
      'info session: page page-2 attached after 1, head 1, epoch 2',
      'debug session: page page-2 has its answer',
      'info session: page page-1 refused, another page holds the session',
    ])
    other.attachment.detach()
    await clock.advance(60_000)
    await answerTo(backend, aRestore(page.sessionId))
    expect(since()).toEqual([
      'info session: page page-2 detached',
      'info session: expired',
      'info attach refused with 50: RestoreSession',
    ])
  })

  it('tells the end, and that it can no longer be read', async () => {
    const { logger, since } = notebook()
    const { clock, session } = await startChat({ logger, keepEndedMs: 60_000 })
    since()
    await session.end('solved')
    await clock.advance(60_000)
    expect(since()).toEqual(['info session: ended', 'info session: can no longer be read'])
  })

  it('tells commands by type and id', async () => {
    const { logger, since } = notebook()
    const { page } = await startChat({
      logger,
      decorators: [(command) => (command.id === 'c-2' ? new ChatRefusal(51, 'no') : command)],
    })
    since()
    await page.send(aMessage('Hello', 'c-1'))
    await page.send(aMessage('Hello', 'c-1'))
    await page.send(aMessage('4111', 'c-2'))
    await page.send({ type: 'Shout\n', id: 'c-3\nforged' })
    await page.send(null)
    expect(since()).toEqual([
      'debug session: SendMessage c-1 accepted',
      'debug session: SendMessage c-1 had been accepted before',
      'debug session: SendMessage c-2 refused with 51',
      'debug session: unknown command c-3?forged refused with 1',
      'debug session: unknown command without id refused with 3',
    ])
  })

  it('tells of a store that fails, and what became of the line', async () => {
    const { logger, since } = notebook()
    let failing = false
    const store = unreliableStore((call) => (failing && call === 'append' ? 'refused' : 'none'))
    const { page } = await startChat({ logger, store })
    since()
    failing = true
    await page.send(aMessage('Hello', 'c-1'))
    expect(since()).toEqual([
      'error session store: append failed',
      'debug session: SendMessage c-1 refused with 100',
      'info session: page page-1 detached',
    ])
  })

  it('repeats no secrets, no names and nothing that was said', async () => {
    const { logger, raw } = notebook()
    const { backend, page, session } = await startChat({ logger }, { nickname: 'Ada', userData: { card: '4111' } })
    await session.join({ name: 'Grace' }).say('unheard')
    await page.send(aMessage('unsaid'))
    await page.send({ type: 'unspoken', id: 'c-1' })
    await answerTo(backend, aRestore(page.sessionId, { secret: secret.replace('q', 'r') }))
    await backend.close()
    expect(JSON.stringify(raw)).toContain('shutdown')
    expect(JSON.stringify(raw)).not.toMatch(new RegExp(`Ada|Grace|4111|unheard|unsaid|unspoken|${secret.slice(1)}`))
  })
})

it('tells of a store that is slow', async () => {
  const { logger, lines } = notebook()
  const store = unreliableStore(() => 'none')
  const { backend, clock } = startBackend({
    logger,
    store: { ...store, find: (id) => clock.advance(1_500).then(() => store.find(id)) },
  })
  await answerTo(backend, aRestore('no-such-session'))
  expect(lines).toEqual(['warn session store: find took 1500 ms', 'info attach refused with 50: RestoreSession'])
})
