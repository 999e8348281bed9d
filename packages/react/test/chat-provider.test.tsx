// @vitest-environment jsdom
import { memoryStorage } from '@chat-transport/core'
import { ChatProvider, useChat, type ChatProviderProps } from '@chat-transport/react'
import { useEffect } from 'react'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Boundary, expectErrors } from './support/boundary.tsx'
import { eventually, openPage, openStrictPage } from './support/open-page.tsx'
import { openServer } from './support/open-server.ts'
import { watchHook } from './support/watch-hook.tsx'
import { Widget } from './support/widget.tsx'

const ada = { nickname: 'Ada' }

describe.each([
  ['as it is', openPage],
  ['under StrictMode, which mounts it twice', openStrictPage],
])('a provider %s', (_how, open) => {
  test('opens one session, and says everything once', async () => {
    const server = openServer()
    const page = open(
      <ChatProvider chat={server.newChat()} request={ada}>
        <Widget />
      </ChatProvider>,
    )
    page.click('send') // before there is an answer
    await page.shows('output', 'connected')
    await server.far.say('Hello, Ada')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello', 'EventParticipantJoined', 'Grace: Hello, Ada')
    expect(await server.heard()).toEqual(['Hello', 'Hello, Ada'])
    expect(server.backend.sessions()).toHaveLength(1)
    expect(server.attaches()).toBe(1)
  })

  test('makes a chat of its own from options', async () => {
    const server = openServer()
    const options = { transport: server.transport, storage: memoryStorage() }
    const page = open(
      <ChatProvider options={options} request={ada}>
        <Widget />
      </ChatProvider>,
    )
    await page.shows('output', 'connected')
    expect(server.attaches()).toBe(1)
  })

  test('shows what is stored, and waits with a new session until it is asked for', async () => {
    const server = openServer()
    const chat = server.newChat()
    const page = open(
      <ChatProvider chat={chat} autoOpen="stored" request={ada}>
        <Widget />
      </ChatProvider>,
    )
    await page.shows('output', 'idle')
    expect(server.backend.sessions()).toHaveLength(0)
    page.click('open')
    await page.shows('output', 'connected')
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    page.unmount()
    const next = open(
      <ChatProvider chat={chat} autoOpen="stored">
        <Widget />
      </ChatProvider>,
    )
    await next.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    expect(server.backend.sessions()).toHaveLength(1)
  })
})

describe('a provider that goes', () => {
  test('lets go of the line and does not leave: the next one comes back', async () => {
    const server = openServer()
    const chat = server.newChat()
    const widget = (
      <ChatProvider chat={chat} request={ada}>
        <Widget />
      </ChatProvider>
    )
    const page = openPage(widget)
    await page.shows('output', 'connected')
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    const session = await server.far.waitForSession()
    const isLet = new Promise((resolve) => session.onVisitorDetached(resolve))

    page.unmount()
    await isLet
    expect(session.status).toBe('open')

    const next = openPage(widget)
    await next.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    expect(server.backend.sessions()).toEqual([session])
  })

  test('and comes back at once, with another key, keeps its line', async () => {
    const server = openServer()
    const chat = server.newChat()
    const widget = (key: string) => (
      <ChatProvider key={key} chat={chat}>
        <Widget />
      </ChatProvider>
    )
    const page = openPage(widget('one'))
    await page.shows('output', 'connected')
    page.renderNow(widget('two'))
    page.click('send')
    await eventually(async () => expect(await server.heard()).toEqual(['Hello']))
    expect(server.attaches()).toBe(1)
  })

  test('keeps what a late callback says, for the next page', async () => {
    const server = openServer()
    const chat = server.newChat()
    const chats = watchHook(useChat)
    const widget = (
      <ChatProvider chat={chat} request={ada}>
        <Widget />
        <chats.Watch />
      </ChatProvider>
    )
    const page = openPage(widget)
    await page.shows('output', 'connected')
    page.unmount()
    await eventually(() => expect(chats.latest().session?.status).toBe('closed'))
    const isSaid = chats.latest().send('Too late?')
    await expect(isSaid).rejects.toMatchObject({ name: 'AbortError' })
    const next = openPage(widget)
    await next.shows('output', 'connected')
    await next.shows('li', '(Too late?)', 'EventParticipantJoined')
    expect(chats.latest().session?.transcript[0]?.delivery).toBe('failed') // to be sent with `retry`
  })

  test('gives up what it was restoring', async () => {
    const server = openServer()
    const chat = server.newChat()
    const before = await chat.startSession(ada)
    await before.detach()
    server.far.dropLine()
    const page = openPage(
      <ChatProvider chat={chat} autoOpen="stored">
        <Widget />
      </ChatProvider>,
    )
    await page.shows('output', 'connecting')
    page.unmount()
    server.far.restoreLine()
    const next = await eventually(() => chat.restoreSession())
    expect(next?.status).toBe('connected')
    await next?.detach()
  })
})

describe('two providers on a page', () => {
  test('with two chats keep them apart', async () => {
    const [one, two] = [openServer(), openServer()]
    const page = openPage(
      <>
        <ChatProvider chat={one.newChat()}>
          <Widget />
        </ChatProvider>
        <ChatProvider chat={two.newChat()}>
          <Widget />
        </ChatProvider>
      </>,
    )
    await page.shows('output', 'connected', 'connected')
    await one.far.say('One')
    await two.far.say('Two')
    const lines = ['EventParticipantJoined', 'EventParticipantJoined']
    await page.shows('li', ...lines, 'Grace: One', ...lines, 'Grace: Two')
  })

  test('with one chat share its session, until both have gone', async () => {
    const server = openServer()
    const chat = server.newChat()
    const widget = (
      <ChatProvider chat={chat} request={ada}>
        <Widget />
      </ChatProvider>
    )
    const [first, second] = [openPage(widget), openPage(widget)]
    await first.shows('output', 'connected')
    await second.shows('output', 'connected')
    first.unmount()
    second.click('send')
    await second.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    expect(server.attaches()).toBe(1)
    const session = await server.far.waitForSession()
    const isLet = new Promise((resolve) => session.onVisitorDetached(resolve))
    second.unmount()
    await isLet
  })
})

test('another chat is shown at once, and the one before is let go of', async () => {
  const server = openServer()
  const [adas, bobs] = [server.newChat(), server.newChat()]
  const chats = watchHook(useChat)
  const page = openPage(
    <ChatProvider chat={adas} request={ada}>
      <Widget />
      <chats.Watch />
    </ChatProvider>,
  )
  await page.shows('output', 'connected')
  page.click('send')
  await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
  const before = chats.latest().session
  page.renderNow(
    <ChatProvider chat={bobs} request={{ nickname: 'Bob' }}>
      <Widget />
      <chats.Watch />
    </ChatProvider>,
  )
  await page.shows('li', 'EventParticipantJoined')
  expect(chats.values.filter(({ chat, session }) => chat === bobs && session === before)).toEqual([])
  await eventually(() => expect(before?.status).toBe('closed'))
})

test('an effect of a component may open the chat when it is mounted', async () => {
  const server = openServer()
  function Opening() {
    const { open } = useChat()
    useEffect(() => void open({ nickname: 'Eve' }), [open])
    return <Widget />
  }
  const page = openStrictPage(
    <ChatProvider chat={server.newChat()} autoOpen={false}>
      <Opening />
    </ChatProvider>,
  )
  await page.shows('output', 'connected')
  page.click('send')
  await page.shows('li', 'EventParticipantJoined', 'Eve: Hello')
  expect(server.attaches()).toBe(1)
})

test('with `start: first-message` there is no session before something is said', async () => {
  const server = openServer()
  const page = openPage(
    <ChatProvider chat={server.newChat()} request={ada} start="first-message">
      <Widget />
    </ChatProvider>,
  )
  await page.shows('output', 'connecting')
  expect(server.backend.sessions()).toHaveLength(0)
  page.click('send')
  await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
})

test('with `last` only the end of a long transcript is loaded', async () => {
  const server = openServer()
  const chat = server.newChat()
  const before = await chat.startSession(ada)
  for (const text of ['one', 'two', 'three']) await before.sendMessage(text)
  await before.detach()
  const page = openPage(
    <ChatProvider chat={chat} last={2}>
      <Widget />
    </ChatProvider>,
  )
  await page.shows('li', 'Ada: two', 'Ada: three')
})

test.each([
  ['a hook outside a provider', <Widget />, /put a <ChatProvider chat=\{…\}> around the component/],
  [
    'a provider without a chat',
    <ChatProvider {...({} as ChatProviderProps)} />,
    /^ChatProvider chat: expected an object with openSession, got undefined/,
  ],
  ['bad options', <ChatProvider options={{ transport: 7 as never }} />, /^createChat transport: expected an object/],
])('%s says what is wrong', async (_what, children, message) => {
  const { renderToString } = await import('react-dom/server')
  expect(() => renderToString(children)).toThrow(message)
})

test('a session that the page has opened beside the provider is named as the mistake', async () => {
  const server = openServer()
  const chat = server.newChat()
  const session = await chat.startSession(ada)
  onTestFinished(() => session.detach())
  expectErrors()
  const page = openPage(
    <Boundary>
      <ChatProvider chat={chat} />
    </Boundary>,
  )
  await page.shows('strong', 'InvalidStateError')
})
