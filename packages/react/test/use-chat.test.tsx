// @vitest-environment jsdom
import { ChatProvider, useChat, type ChatProviderProps } from '@chat-transport/react'
import { describe, expect, test } from 'vitest'
import { eventually, openPage } from './support/open-page.tsx'
import { openServer, type Server } from './support/open-server.ts'
import { watchHook } from './support/watch-hook.tsx'
import { Widget } from './support/widget.tsx'

const ada = { nickname: 'Ada' }

function openChat({ server = openServer(), ...props }: Partial<ChatProviderProps> & { server?: Server } = {}) {
  const chats = watchHook(useChat)
  const page = openPage(
    <ChatProvider {...props} options={undefined} chat={server.newChat()} request={ada}>
      <Widget />
      <chats.Watch />
    </ChatProvider>,
  )
  return { ...server, page, chat: chats.latest }
}

describe('what fails', () => {
  test('is the error until it is dismissed; the message can be sent again', async () => {
    const { far, page, chat } = openChat()
    await page.shows('output', 'connected')
    far.error(51, { on: 'command', description: 'No such words' })
    page.click('send')
    await page.shows('strong', '51')
    expect(chat().error).toMatchObject({ name: 'ChatError', description: 'No such words' })
    page.click('dismiss')
    await page.shows('strong')
    const [failed] = (chat().session?.transcript ?? []).filter(({ delivery }) => delivery === 'failed')
    await chat().retry(failed?.key ?? '')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
  })

  test('can be discarded', async () => {
    const { far, page, chat } = openChat()
    await page.shows('output', 'connected')
    far.error(51, { on: 'command' })
    await chat()
      .send('Hello')
      .catch(() => undefined)
    await page.shows('li', 'EventParticipantJoined', '(Hello)')
    chat().discard(chat().session?.transcript.at(-1)?.key ?? '')
    await page.shows('li', 'EventParticipantJoined')
  })

  test('to be opened shows why, and `open()` tries anew', async () => {
    const server = openServer()
    server.far.error(101)
    const page = openPage(
      <ChatProvider chat={server.newChat()} request={ada}>
        <Widget />
      </ChatProvider>,
    )
    await page.shows('strong', '101')
    await page.shows('em', 'refused')
    await page.shows('output', 'ended')
    page.click('open')
    await page.shows('output', 'connected')
    await page.shows('strong')
    await page.shows('em')
  })

  test('to be restored, because it has expired, shows 152 and waits for `open()`', async () => {
    const server = openServer()
    const chat = server.newChat()
    const before = await chat.startSession(ada)
    await before.detach()
    await server.far.expireSession()
    const page = openPage(
      <ChatProvider chat={chat} autoOpen="stored" request={ada}>
        <Widget />
      </ChatProvider>,
    )
    await page.shows('strong', '152')
    await page.shows('output', 'idle')
    page.click('open')
    await page.shows('output', 'connected')
    await page.shows('strong')
  })
})

describe('the end', () => {
  test('of a chat that is left says so, and the next `open()` starts another', async () => {
    const { page, backend } = openChat()
    await page.shows('output', 'connected')
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    page.click('leave')
    await page.shows('output', 'ended')
    await page.shows('em', 'left')
    page.click('open')
    await page.shows('output', 'connected')
    await page.shows('li', 'EventParticipantJoined')
    await page.shows('em')
    expect(backend.sessions().filter(({ status }) => status === 'open')).toHaveLength(1)
  })

  test('that is told when another chat has been opened is not the end of that one', async () => {
    const { page, chat } = openChat()
    await page.shows('output', 'connected')
    const before = chat().session
    const isOver = new Promise((resolve) => before?.onSessionEnded(resolve))
    before?.onChanged(() => void (before.status === 'ended' && chat().open())) // before it says why
    page.click('leave')
    await isOver
    await page.shows('output', 'connected')
    expect(chat().ended).toBeUndefined()
    expect(chat().session).not.toBe(before)
  })

  test('by the server has its reason', async () => {
    const { far, page } = openChat()
    await page.shows('output', 'connected')
    await far.endSession('office hours')
    await page.shows('em', 'office hours')
  })
})

describe('without a session', () => {
  test('nothing is opened until it is asked for, and what is said opens it', async () => {
    const { page, backend } = openChat({ autoOpen: false })
    await page.shows('output', 'idle')
    expect(backend.sessions()).toHaveLength(0)
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    await page.shows('output', 'connected')
  })

  test('a session is started with what the provider says now', async () => {
    const chat = openServer().newChat()
    const widget = (nickname: string) => (
      <ChatProvider chat={chat} request={{ nickname }} autoOpen={false}>
        <Widget />
      </ChatProvider>
    )
    const page = openPage(widget('Ada'))
    page.renderNow(widget('Eve'))
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Eve: Hello')
  })

  test('what is said while the stored one is looked for goes into it', async () => {
    const server = openServer()
    const chat = server.newChat()
    const before = await chat.startSession(ada)
    await before.detach()
    const page = openPage(
      <ChatProvider chat={chat} autoOpen="stored">
        <Widget />
      </ChatProvider>,
    )
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    expect(server.backend.sessions()).toHaveLength(1)
  })

  test('typing, leaving and discarding do nothing', async () => {
    const { page, chat, backend } = openChat({ autoOpen: false })
    await page.shows('output', 'idle')
    chat().sendTyping()
    chat().discard('none')
    await chat().leave()
    expect(chat().status).toBe('idle')
    expect(backend.sessions()).toHaveLength(0)
  })
})

test('an interruption is no error: the status says it', async () => {
  const { far, page, chat } = openChat({ server: openServer({ interruptionTimeoutMs: 20 }) })
  await page.shows('output', 'connected')
  far.dropLine()
  await page.shows('output', 'interrupted')
  expect(chat().error).toBeUndefined()
})

test('typing is told to the other side', async () => {
  const { far, page, chat } = openChat()
  await page.shows('output', 'connected')
  const typed = new Promise((resolve) => far.session.onTyping(resolve))
  chat().sendTyping()
  expect(await typed).toMatchObject({ isTyping: true, party: { name: 'Ada' } })
})

test('signing out lets go of the chat', async () => {
  const { page, chat } = openChat()
  await page.shows('output', 'connected')
  await chat().chat.signOut()
  await page.shows('output', 'closed')
  await eventually(() => expect(chat().status).toBe('closed'))
})
