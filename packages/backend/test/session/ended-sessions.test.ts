import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import type { ChatBackendOptions } from '../../src/index.ts'
import { aMessage, aRestore, aStart, answerTo, connect, startBackend, startChat } from '../support/visitor.ts'

const minutes = (count: number) => count * 60_000
const nowhere = { type: 'EventError', error: { code: 50 } }

describe('sessions that have ended', () => {
  async function endAll(options: ChatBackendOptions, texts: readonly string[]) {
    const { backend, shown } = startBackend(options)
    for (const [at, text] of texts.entries()) {
      const page = await connect(backend, aStart({ id: `start-${at}` }))
      if (text !== '') await page.send(aMessage(text))
      await shown[at]?.end()
    }
    await settle()
    return shown.map(({ status }) => status)
  }

  it('are kept to be read for 30 minutes, whoever reads them', async () => {
    const { backend, clock, page, session } = await startChat()
    await page.send(aMessage('Hello'))
    await session.end('solved')
    await clock.advance(minutes(30) - 1)
    const reader = await connect(backend, aRestore(page.sessionId, { pageId: 'page-2', take: true }))
    expect(reader.line.received.map(({ type }) => type)).toEqual([
      'EventParticipantJoined',
      'EventMessage',
      'EventSessionEnded',
    ])
    await clock.advance(1)
    expect(await answerTo(backend, aRestore(page.sessionId))).toMatchObject(nowhere)
  })

  it('do not come back from the store when they have ended long ago', async () => {
    const store = memorySessionStore()
    const first = await startChat({ store })
    await first.session.end()
    await first.backend.close()
    const { backend, clock } = startBackend({ store })
    clock.jumpWallClock(24 * 60 * 60_000)
    expect(await answerTo(backend, aRestore(first.page.sessionId))).toMatchObject({ error: { code: 50 } })
    expect(await store.find(first.page.sessionId)).toBeUndefined()
    expect(clock.pending).toBe(0)
  })

  it('are bounded in number: the oldest are forgotten', async () => {
    const limits = { maxEndedSessions: 2 }
    expect(await endAll({ limits }, ['', '', '', ''])).toEqual(['gone', 'gone', 'ended', 'ended'])
  })

  it('are bounded in bytes', async () => {
    const limits = { maxEndedBytes: 25_000 }
    expect(await endAll({ limits }, Array<string>(4).fill('x'.repeat(10_000)))).toEqual([
      'gone',
      'gone',
      'ended',
      'ended',
    ])
  })

  it('are not kept at all when the application does not want it', async () => {
    expect(await endAll({ limits: { maxEndedSessions: 0 } }, ['Hello'])).toEqual(['gone'])
  })
})
