import { describe, expect, it, vi } from 'vitest'
import type { ChatBackend, ChatUser } from '../../src/index.ts'
import { byAuth, fromDevice, startOn } from '../support/log-in.ts'
import { aStart, answerTo, connect, startBackend, startChat } from '../support/visitor.ts'

describe('the choice of the application', () => {
  async function startTwice(sessionOf: (user: ChatUser, first: string) => unknown) {
    const error = vi.fn()
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error }
    let first = ''
    const choose = (user: ChatUser) => (first ? sessionOf(user, first) : undefined) as string | undefined
    const chat = await startChat(
      { authenticate: byAuth, sessionOf: choose, logger },
      { ...fromDevice('laptop'), auth: 'ada' },
    )
    first = chat.session.id
    return { ...chat, error, answer: await answerTo(chat.backend, startOn('phone')) }
  }
  const sessionIn = (answer: object) => 'sessionId' in answer && answer.sessionId

  it('gives each start a session, when it names none', async () => {
    const { answer, session } = await startTwice(() => undefined)
    expect(answer).toMatchObject({ type: 'EventAttached', head: 1 })
    expect(sessionIn(answer)).not.toBe(session.id)
  })

  it('leads a start to the session that it names', async () => {
    const { answer, session, page } = await startTwice((user, first) => user.id === 'ada' && first)
    expect(answer).toMatchObject({ type: 'EventAttached', sessionId: session.id })
    expect(page.line.dropped).toBeUndefined()
  })

  it('makes a session where the one it names is not there any more', async () => {
    const { answer, session } = await startTwice(() => 'long-gone')
    expect(answer).toMatchObject({ type: 'EventAttached', head: 1 })
    expect(sessionIn(answer)).not.toBe(session.id)
  })

  it.each<[string, (backend: ChatBackend) => Promise<unknown>]>([
    ['names a session of somebody else', async (backend) => (await connect(backend, startOn('b', 'bob'))).sessionId],
    ['names a session of nobody', async (backend) => (await connect(backend, aStart())).sessionId],
    ['is no text', async () => 7],
  ])('lets nobody in when it %s: 100, and the log says so', async (_name, wrong) => {
    const error = vi.fn()
    const choice: { id?: unknown } = {}
    const { backend } = startBackend({
      authenticate: byAuth,
      sessionOf: () => choice.id as string | undefined,
      logger: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error },
    })
    choice.id = await wrong(backend)
    expect(await answerTo(backend, startOn('phone'))).toMatchObject({ error: { code: 100 } })
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'an attach failed',
      expect.objectContaining({ message: expect.stringMatching(/^sessionOf result: expected/) as string }),
    )
  })
})
