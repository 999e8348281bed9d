// @vitest-environment jsdom
import { textOf } from '@chat-transport/core'
import { ChatProvider, useChatEvent } from '@chat-transport/react'
import { expect, test } from 'vitest'
import { eventually, openPage, openStrictPage } from './support/open-page.tsx'
import { openServer } from './support/open-server.ts'
import { Widget } from './support/widget.tsx'

const ada = { nickname: 'Ada' }

/** Writes down each message, after a word of the page. */
function Listener({ word, heard }: { readonly word: string; readonly heard: string[] }) {
  useChatEvent('messageReceived', ({ content, replayed }) => {
    heard.push(`${word} ${textOf(content)}${replayed ? ' again' : ''}`)
  })
  return null
}

test.each([
  ['as it is', openPage],
  ['under StrictMode', openStrictPage],
])('a handler hears each event once, from the first one on, %s', async (_how, open) => {
  const server = openServer()
  const chat = server.newChat()
  const before = await chat.startSession(ada)
  await before.sendMessage('Hello')
  await before.detach()
  const heard: string[] = []
  const page = open(
    <ChatProvider chat={chat}>
      <Listener word="heard" heard={heard} />
      <Widget />
    </ChatProvider>,
  )
  await page.shows('output', 'connected')
  await server.far.say('Hello, Ada')
  await eventually(() => expect(heard).toEqual(['heard Hello again', 'heard Hello, Ada']))
})

test('the handler of the last render is called, and none when its component has gone', async () => {
  const server = openServer()
  const chat = server.newChat()
  const heard: string[] = []
  const widget = (word: string | undefined) => (
    <ChatProvider chat={chat}>
      {word && <Listener word={word} heard={heard} />}
      <Widget />
    </ChatProvider>
  )
  const page = openPage(widget('first'))
  await page.shows('output', 'connected')
  await server.far.say('one')
  await eventually(() => expect(heard).toEqual(['first one']))
  page.renderNow(widget('second'))
  await server.far.say('two')
  await eventually(() => expect(heard).toEqual(['first one', 'second two']))
  page.renderNow(widget(undefined))
  await server.far.say('three')
  await page.shows('li', 'EventParticipantJoined', 'EventParticipantJoined', 'Grace: one', 'Grace: two', 'Grace: three')
  expect(heard).toHaveLength(2)
})

test('the handler goes along to the next session', async () => {
  const server = openServer()
  const heard: string[] = []
  const page = openPage(
    <ChatProvider chat={server.newChat()} request={ada}>
      <Listener word="heard" heard={heard} />
      <Widget />
    </ChatProvider>,
  )
  await page.shows('output', 'connected')
  page.click('leave')
  await page.shows('em', 'left')
  page.click('open')
  await page.shows('output', 'connected')
  page.click('send')
  await eventually(() => expect(heard).toEqual(['heard Hello']))
})
