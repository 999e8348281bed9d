// @vitest-environment jsdom
import type { ChatSession } from '@chat-transport/core'
import {
  ChatProvider,
  useChat,
  useConnectivity,
  useParticipants,
  useSession,
  useTranscript,
  useTyping,
} from '@chat-transport/react'
import { expect, test } from 'vitest'
import { eventually, openPage } from './support/open-page.tsx'
import { openServer } from './support/open-server.ts'
import { watchHook } from './support/watch-hook.tsx'

const unreadOf = ({ unread }: ChatSession) => unread

/** A component for each hook, and how often each was rendered while something has happened. */
async function openWatchedPage() {
  const server = openServer()
  const hooks = {
    chat: watchHook(useChat),
    transcript: watchHook(useTranscript),
    participants: watchHook(useParticipants),
    typing: watchHook(useTyping),
    connectivity: watchHook(useConnectivity),
    unread: watchHook(() => useSession(unreadOf)),
  }
  openPage(
    <ChatProvider chat={server.newChat()} request={{ nickname: 'Ada' }}>
      {Object.entries(hooks).map(([name, { Watch }]) => (
        <Watch key={name} />
      ))}
    </ChatProvider>,
  )
  await eventually(() => expect(hooks.chat.latest().status).toBe('connected'))
  await server.far.join()
  await eventually(() => expect(hooks.participants.latest()).toHaveLength(2))

  const counts = () => Object.entries(hooks).map(([name, { values }]) => [name, values.length] as const)
  /** The hooks that render again while `act` is done and until `check` passes. */
  async function renderedBy(act: () => unknown, check: () => void): Promise<Record<string, number>> {
    const before = Object.fromEntries(counts())
    await act()
    await eventually(check)
    return Object.fromEntries(
      counts().flatMap(([name, count]) => (count === before[name] ? [] : [[name, count - (before[name] ?? 0)]])),
    )
  }
  return { ...server, hooks, renderedBy }
}

test('a message renders the transcript and what is unread, and nothing else', async () => {
  const { far, hooks, renderedBy } = await openWatchedPage()
  const isShown = () => expect(hooks.unread.latest()).toBe(1)
  expect(await renderedBy(() => far.say('Hello'), isShown)).toEqual({ transcript: 1, unread: 1 })
})

test('a sign of typing renders who is typing, and nothing else', async () => {
  const { far, hooks, renderedBy } = await openWatchedPage()
  const isShown = () => expect(hooks.typing.latest()).toMatchObject([{ name: 'Grace' }])
  expect(await renderedBy(() => far.type(), isShown)).toEqual({ typing: 1 })
})

test('a read mark renders what is unread, and nothing else', async () => {
  const { far, hooks, renderedBy } = await openWatchedPage()
  const { index } = await far.say('Hello')
  await eventually(() => expect(hooks.unread.latest()).toBe(1))
  const isShown = () => expect(hooks.unread.latest()).toBe(0)
  expect(await renderedBy(() => hooks.chat.latest().session?.markRead(index), isShown)).toEqual({ unread: 1 })
})

test('a lost line renders the status and the connectivity, and nothing else', async () => {
  const { far, hooks, renderedBy } = await openWatchedPage()
  const isShown = () => expect(hooks.connectivity.latest()).toMatchObject({ current: 'reconnecting' })
  expect(Object.keys(await renderedBy(() => far.dropLine(), isShown))).toEqual(['chat', 'connectivity'])
})

test('an own message renders the transcript alone, on its way and when it has arrived', async () => {
  const { hooks, renderedBy } = await openWatchedPage()
  const isSent = () => expect(hooks.transcript.latest().at(-1)?.delivery).toBe('sent')
  const rendered = await renderedBy(() => hooks.chat.latest().send('Hello'), isSent)
  expect(Object.keys(rendered)).toEqual(['transcript'])
})

test('a parent that renders again gets the same values, and the same functions', async () => {
  const server = openServer()
  const chats = watchHook(useChat)
  const transcripts = watchHook(useTranscript)
  const chat = server.newChat()
  const widget = (nickname: string) => (
    <ChatProvider chat={chat} request={{ nickname }}>
      <chats.Watch />
      <transcripts.Watch />
    </ChatProvider>
  )
  const page = openPage(widget('Ada'))
  await eventually(() => expect(chats.latest().status).toBe('connected'))
  await eventually(() => expect(transcripts.latest()).toHaveLength(1))
  const [atFirst, before, entries, renders] = [
    chats.values[0],
    chats.latest(),
    transcripts.latest(),
    chats.values.length,
  ]
  page.renderNow(widget('Eve'))
  await eventually(() => expect(chats.values.length).toBeGreaterThan(renders))
  expect(chats.latest()).toBe(before)
  expect(transcripts.latest()).toBe(entries)
  expect(chats.latest().send).toBe(atFirst?.send)
})
