import { cometdTransport } from '@chat-transport/cometd'
import { createChat, type Chat, type ChatSession } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { textsOf } from './support/transcript-texts.ts'

/** Values that plain JavaScript can pass although the types forbid them. */
const wrong = (value: unknown) => value as never

describe('before there is a session', () => {
  const transport = cometdTransport({ url: 'https://chat.example/cometd' })

  test.each<[named: string, error: ErrorConstructor, make: () => unknown]>([
    ['transport', TypeError, () => createChat(wrong({}))],
    ['options', TypeError, () => createChat(wrong(undefined))],
    ['storage', TypeError, () => createChat({ transport, storage: wrong({ load: () => undefined }) })],
    ['outbox.maxMessages', RangeError, () => createChat({ transport, outbox: { maxMessages: 0 } })],
    ['logger', TypeError, () => createChat({ transport, logger: wrong(console.log) })],
    ['clock', TypeError, () => createChat({ transport, clock: wrong({}) })],
    ['url', TypeError, () => cometdTransport(wrong({}))],
    ['url', RangeError, () => cometdTransport({ url: 'wss://chat.example/cometd' })],
    ['transports', RangeError, () => cometdTransport({ url: '/cometd', transports: wrong(['carrier-pigeon']) })],
    ['interruptionTimeoutMs', RangeError, () => cometdTransport({ url: '/cometd', interruptionTimeoutMs: -1 })],
    ['requestHeaders', TypeError, () => cometdTransport({ url: '/cometd', requestHeaders: { 'no good': 'x' } })],
  ])('a bad %s is a %o that names it', (named, error, make) => {
    expect(make).toThrow(error)
    expect(make).toThrow(named)
  })
})

describe.each(transports)('over %s', (overTransport) => {
  test.each<[named: string, error: ErrorConstructor, ask: (chat: Chat) => Promise<unknown>]>([
    ['request', TypeError, (chat) => chat.startSession(wrong('Ada'))],
    ['request.nickname', TypeError, (chat) => chat.startSession({ nickname: wrong(42) })],
    ['request.userData', TypeError, (chat) => chat.startSession({ userData: wrong(['pro']) })],
    ['request', TypeError, (chat) => chat.startSession({ userData: { size: 10n } })],
  ])('a start with a bad %s is refused before anybody is asked', async (named, error, ask) => {
    const { openPage } = await servePages(overTransport)
    const { chat, line } = await openPage()
    const refused = ask(chat)
    await expect(refused).rejects.toThrow(error)
    await expect(refused).rejects.toThrow(named)
    expect(line.attempts).toBe(0)
    await chat.startSession()
  })

  async function chatting(maxMessages?: number) {
    const { server, openPage } = await servePages(overTransport)
    const page = await openPage(maxMessages ? { outbox: { maxMessages } } : {})
    const session = await page.chat.startSession()
    const onServer = await server.waitForSession()
    return { page, session, said: async () => textsOf(await onServer.transcript()) }
  }

  test.each<[named: string, error: ErrorConstructor, ask: (session: ChatSession) => unknown]>([
    ['message', TypeError, (session) => session.sendMessage(wrong(undefined))],
    ['message.type', TypeError, (session) => session.sendMessage(wrong({ text: 'x' }))],
    ['message.fallback', TypeError, (session) => session.sendMessage(wrong({ type: 'image', text: 'x' }))],
    ['message.text', TypeError, (session) => session.sendMessage(wrong({ type: 'text' }))],
    ['name', TypeError, (session) => session.sendNotice(wrong({}))],
    ['data', TypeError, (session) => session.sendNotice('cart', { items: 2n })],
    ['userData', TypeError, (session) => session.updateUserData(wrong('pro'))],
    ['typed', TypeError, async (session) => session.sendTyping(wrong(5))],
    ['index', RangeError, async (session) => session.markRead(99)],
    ['index', TypeError, async (session) => session.markRead(wrong('1'))],
    ['handler', TypeError, async (session) => session.onMessageReceived(wrong('show'))],
    ['32768', RangeError, (session) => session.sendMessage('€'.repeat(20_000))],
  ])('a bad %s is a %o that names it; nothing is queued, and the chat goes on', async (named, error, ask) => {
    const { session, said } = await chatting()
    const before = session.transcript
    const refused = Promise.resolve().then(() => ask(session))
    await expect(refused).rejects.toThrow(error)
    await expect(refused).rejects.toThrow(named)
    expect(session.transcript).toBe(before)
    await session.sendMessage('fine')
    expect(await said()).toEqual(['fine'])
  })

  test('a full outbox refuses the next message and drops none', async () => {
    const { page, session, said } = await chatting(2)
    page.line.cut()
    await eventually(() => session.status === 'reconnecting')
    const queued = ['one', 'two'].map((text) => session.sendMessage(text))
    await expect(session.sendMessage('three')).rejects.toMatchObject({ name: 'QuotaExceededError' })
    page.line.restore()
    await Promise.all(queued)
    expect(await said()).toEqual(['one', 'two'])
  })

  test('two sessions at once, and a message after the end, are InvalidStateErrors', async () => {
    const { page, session, said } = await chatting()
    await expect(page.chat.startSession()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await expect(page.chat.restoreSession()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await session.leave()
    await expect(session.sendMessage('too late')).rejects.toMatchObject({ name: 'InvalidStateError' })
    await expect(session.leave()).resolves.toBeUndefined()
    expect(await said()).toEqual([])
  })
})
