import { describe, expect, it } from 'vitest'
import { ReplayError, type SessionLog } from '../src/index.ts'
import { asTheVisitor, played, recordedChat, settle } from './support/recorded-chat.ts'

describe('a page that departs from the log', () => {
  async function chatWithAMessage(): Promise<SessionLog> {
    const { openPage, log, pass } = recordedChat()
    const session = await openPage().startSession()
    await pass(500)
    await session.sendMessage('Hello')
    return log()
  }

  it('is told what it has not done, and where', async () => {
    const { chat, replay } = played(await chatWithAMessage(), { patienceMs: 20 })
    const session = chat.openSession()
    const failure = await replay.finished.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ReplayError)
    expect(String(failure)).toMatch(
      /^ReplayError: the page departs from the log at 0\.5 s of the log \(entries\[\d+\]\): expected: the page sends SendMessage command-2\. It has not done so for 0\.0 s$/,
    )
    await settle()
    expect(session.status).toBe('closed')
  })

  it('is told at once when it sends what the log does not have', async () => {
    const { chat, replay } = played(await chatWithAMessage())
    const session = await chat.startSession()
    void session.sendNotice('acme').catch(() => undefined)
    await expect(replay.finished).rejects.toThrow('the page sends SendNotice, and the log has no such command any more')
  })

  it('is told at once when it sends one more than the log has', async () => {
    const { chat, replay } = played(await chatWithAMessage())
    const session = await chat.startSession()
    asTheVisitor(session)
    await expect(replay.finished).rejects.toThrow('the page sends SendMessage')
  })

  it('is told so after the end of the log', async () => {
    const { chat, replay } = played(await chatWithAMessage())
    const session = await chat.startSession()
    void session.sendMessage('x')
    await replay.finished
    await expect(session.sendMessage('y')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('after the end of the log: the page sends SendMessage') },
    })
  })

  it('is told when it lets go of its line too early', async () => {
    const { chat, replay } = played(await chatWithAMessage())
    const session = await chat.startSession()
    void session.detach()
    await expect(replay.finished).rejects.toThrow(
      /the page closes its line, and the log goes on: the page sends SendMessage/,
    )
  })

  it('is told when it connects once more than the log has', async () => {
    const { chat, replay } = played(await chatWithAMessage())
    const session = await chat.startSession()
    void session.sendMessage('x')
    await replay.finished
    void session.detach()
    await expect(chat.startSession()).rejects.toThrow(
      'after the end of the log: the page connects with RestoreSession, and the log has no such connection any more',
    )
  })

  it('is told when it changes a message otherwise than in the log', async () => {
    const recorded = recordedChat()
    const session = await recorded.openPage().startSession()
    const entry = await session.sendMessage('Hello')
    await session.editMessage(entry.index ?? 0, 'Hello!')
    const { chat, replay } = played(recorded.log())
    const again = await chat.startSession()
    const first = await again.sendMessage('x')
    expect(first.index).toBe(2)
    const deleted = again.deleteMessage(2)
    await expect(replay.finished).rejects.toThrow('the page sends DeleteMessage')
    await expect(deleted).rejects.toThrow()
  })
})
