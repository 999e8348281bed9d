import { ChatRefusal } from '@chat-transport/backend'
import type { ChatBackendOptions, CommandDecorator, DecoratedCommand } from '@chat-transport/backend'
import {
  memoryStorage,
  type ChatCommand,
  type ChatError,
  type ChatEvent,
  type EventError,
  type PlannedRetry,
} from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { alteredBackend } from './support/altered-backend.ts'
import { alteredCommands } from './support/altered-commands.ts'
import { servePages, transports, type PageOptions } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

/** Fields that a later version of the server may add. */
const unknownField = { trace: { id: '4f2a', hops: [1, 2] } }

const isError = (event: unknown): event is EventError => (event as ChatEvent).type === 'EventError'
const chatErrorOf = (promise: Promise<unknown>): Promise<ChatError> =>
  promise.then(
    () => expect.unreachable('it was not refused'),
    (error) => error,
  )

describe.each(transports)('over %s', (transport) => {
  /** A server whose errors have unknown fields, and pages that connect to it. */
  async function serve(options: ChatBackendOptions = {}) {
    const more = (event: ChatEvent) =>
      isError(event) ? { ...event, ...unknownField, error: { ...event.error, severity: 'low' } } : event
    const { backend, sent } = alteredBackend(more, options)
    const { server, openPage } = await servePages(transport, { backend })
    return { server, openPage, sentErrors: () => sent.filter(isError) }
  }
  async function chatWith(options: ChatBackendOptions = {}, pageOptions: PageOptions = {}) {
    const { server, openPage, sentErrors } = await serve(options)
    const page = await openPage({ retryDelayMs: () => 20, ...pageOptions })
    const session = await page.chat.startSession()
    return { server, page, session, log: logSession(session), onServer: await server.waitForSession(), sentErrors }
  }

  const badly = (make: (command: ChatCommand) => unknown) => ({
    wrap: alteredCommands((command) =>
      command.type === 'SendMessage' && command.content.text === 'bad' ? make(command) : command,
    ),
  })
  const onlyBad =
    (act: (command: DecoratedCommand) => DecoratedCommand | ChatRefusal): CommandDecorator =>
    (command) =>
      command.type === 'SendMessage' && command.content.text === 'bad' ? act(command) : command
  const fail = () => {
    throw new Error('the CRM is down')
  }

  interface Refusal {
    readonly code: number
    readonly cause: string
    readonly page?: PageOptions
    readonly server?: ChatBackendOptions
  }
  test.each<Refusal>([
    {
      code: 1,
      cause: 'a command the server does not know',
      page: badly((command) => ({ ...command, type: 'SendPostcard' })),
    },
    { code: 2, cause: 'a command without its content', page: badly(({ type, id }) => ({ type, id })) },
    {
      code: 3,
      cause: 'a text that is none',
      page: badly((command) => ({ ...command, content: { type: 'text', text: 42 } })),
    },
    {
      code: 51,
      cause: 'a decorator that stops it',
      server: { decorators: [onlyBad(() => new ChatRefusal(51, 'no swearing'))] },
    },
    { code: 52, cause: 'a decorator that fails', server: { decorators: [onlyBad(fail)] } },
  ])('$code, by $cause: ends that command alone, and is passed on as it was sent', async ({ code, page, server }) => {
    const { session, log, onServer, sentErrors } = await chatWith(server, page)

    const error = await chatErrorOf(session.sendMessage('bad'))
    await session.sendMessage('good')

    const [sent] = sentErrors()
    expect(sent).toMatchObject({ ...unknownField, error: { code, severity: 'low' } })
    expect(sentErrors()).toHaveLength(1)
    expect(error).toMatchObject({ name: 'ChatError', code, description: sent?.error.description })
    expect(error.event).toStrictEqual(sent)
    await log.waitForText('good')
    expect(log.errors).toStrictEqual([sent])
    expect(session.transcript.find(({ command }) => command?.id === sent?.commandId)).toMatchObject({
      delivery: 'failed',
      command: { content: { text: 'bad' } },
      error,
    })
    expect(textsOf(await onServer.transcript())).toEqual(['good'])
    expect(log.story).not.toContain('reconnecting')
  })

  test('50, at a restore after expiry: it is the cause of 152', async () => {
    const storage = memoryStorage()
    const { server, openPage, sentErrors } = await serve()
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    await page.unload()
    await server.expireSession(session.id)

    const error = await chatErrorOf((await openPage({ storage })).chat.restoreSession())

    expect(error.code).toBe(152)
    expect((error.cause as ChatError).event).toStrictEqual(sentErrors()[0])
    expect(sentErrors()).toMatchObject([{ ...unknownField, error: { code: 50, severity: 'low' } }])
  })

  test('50, when a live session expires: it is the cause of the 152 with which it ends', async () => {
    const { server, session, log, sentErrors } = await chatWith()

    await server.expireSession(session.id)

    const { cause } = await log.waitFor('sessionEnded')
    expect(((cause as ChatError).cause as ChatError).event).toStrictEqual(sentErrors()[0])
    expect(sentErrors()).toMatchObject([{ ...unknownField, error: { code: 50 } }])
  })

  test('100, when a hook fails: a start is tried again, and the page learns why', async () => {
    let attempts = 0
    const authenticate = () => (++attempts < 3 ? fail() : true)
    const { openPage, sentErrors } = await serve({ authenticate })
    const { chat } = await openPage({ retryDelayMs: () => 20 })
    const retries: PlannedRetry[] = []
    chat.onRetry((retry) => retries.push(retry))

    const session = await chat.startSession()

    expect(session.status).toBe('connected')
    expect(sentErrors()).toMatchObject([
      { ...unknownField, error: { code: 100 } },
      { ...unknownField, error: { code: 100 } },
    ])
    expect(retries.map(({ cause }) => (cause as ChatError).event)).toStrictEqual(sentErrors())
  })

  test.each<[code: number, cause: string, refuse: () => boolean]>([
    [100, 'a hook that fails', fail],
    [101, 'a login that is refused', () => false],
  ])('%i, by %s at a re-attach: told once per outage, and tried again', async (code, _cause, refuse) => {
    let refusals = 0
    const authenticate = () => (refusals-- > 0 ? refuse() : true)
    const { page, session, log, sentErrors } = await chatWith({ authenticate })
    const timesConnected = () => log.story.filter((word) => word === 'connected').length
    await eventually(() => timesConnected() === 1)
    for (const outage of [1, 2]) {
      refusals = 3
      page.line.cut()
      await eventually(() => session.status === 'reconnecting')
      page.line.restore()
      await eventually(() => timesConnected() === 1 + outage, 15_000)
    }

    await session.sendMessage('still here')
    expect(sentErrors()).toHaveLength(6)
    expect(sentErrors()[0]).toMatchObject({ ...unknownField, error: { code, severity: 'low' } })
    expect(log.errors).toStrictEqual([sentErrors()[0], sentErrors()[3]])
  })

  test('101, when a login is refused: rejects the start, and drops it', async () => {
    const storage = memoryStorage()
    const { server, openPage, sentErrors } = await serve({ authenticate: () => false })
    const { chat } = await openPage({ storage })

    const error = await chatErrorOf(chat.startSession())

    expect(error).toMatchObject({ name: 'ChatError', code: 101 })
    expect(error.event).toStrictEqual(sentErrors()[0])
    expect(sentErrors()).toMatchObject([{ ...unknownField, error: { code: 101, severity: 'low' } }])
    expect(storage.keys()).toEqual([])
    expect(server.backend.sessions()).toEqual([])
  })

  test('3, when the server does not accept a nickname: rejects the start', async () => {
    const { openPage, sentErrors } = await serve()
    const error = await chatErrorOf((await openPage()).chat.startSession({ nickname: '' }))
    expect(error.code).toBe(3)
    expect(error.event).toStrictEqual(sentErrors()[0])
  })

  test('a refused login at a restore rejects, and keeps the stored session for the next attempt', async () => {
    const storage = memoryStorage()
    let mayEnter = true
    const { openPage, sentErrors } = await serve({ authenticate: () => mayEnter })
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    await page.unload()
    const { chat } = await openPage({ storage })
    mayEnter = false
    const error = await chatErrorOf(chat.restoreSession())
    expect(error.event).toStrictEqual(sentErrors()[0])
    mayEnter = true
    expect((await chat.restoreSession())?.id).toBe(session.id)
  })

  test.each([50, 100, 101])(
    '%i as the answer to a command refuses nothing: attached anew, it goes out again',
    async (code) => {
      let refusals = 1
      const refuseOnce = onlyBad((command) => (refusals-- > 0 ? new ChatRefusal(code, 'not now') : command))
      const { session, log, onServer, sentErrors } = await chatWith({ decorators: [refuseOnce] })

      const entry = await session.sendMessage('bad')

      expect(entry.delivery).toBe('sent')
      expect(textsOf(await onServer.transcript())).toEqual(['bad'])
      await log.waitForText('bad')
      expect(log.errors).toStrictEqual(sentErrors())
      expect(log.story).toContain('reconnecting')
    },
  )

  test('an error that answers no command is only reported, unchanged, and nothing ends', async () => {
    const { session, log, onServer, sentErrors } = await chatWith()
    onServer.error(100, 'restored on another instance of Chat Server', { instance: 'b' })
    expect(await log.waitFor('error')).toStrictEqual(sentErrors()[0])
    expect(log.errors).toMatchObject([{ ...unknownField, instance: 'b', error: { code: 100 } }])
    await session.sendMessage('still here')
    expect(log.story).not.toContain('reconnecting')
  })
})
