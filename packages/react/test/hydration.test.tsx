// @vitest-environment jsdom
import { ChatProvider } from '@chat-transport/react'
import { StrictMode, Suspense, lazy } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { openPage, openServedPage } from './support/open-page.tsx'
import { openServer } from './support/open-server.ts'
import { Widget } from './support/widget.tsx'

test.each([[true], ['stored' as const], [false]])(
  'a page from a server goes on as it came, with autoOpen={%s}',
  async (autoOpen) => {
    const server = openServer()
    const widget = (
      <StrictMode>
        <ChatProvider chat={server.newChat()} autoOpen={autoOpen} request={{ nickname: 'Ada' }}>
          <Widget />
        </ChatProvider>
      </StrictMode>
    )
    const page = openServedPage(renderToString(widget), widget)
    await page.shows('output', autoOpen === true ? 'connected' : 'idle')
    page.click('send')
    await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
    expect(page.errors).toEqual([])
    expect(server.attaches()).toBe(1)
  },
)

test('a part that comes alive late, when the chat has gone on, is as the server sent it at first', async () => {
  const server = openServer()
  const chat = server.newChat()
  const other = openPage(
    <ChatProvider chat={chat} request={{ nickname: 'Ada' }}>
      <Widget />
    </ChatProvider>,
  )
  await other.shows('output', 'connected')
  other.click('send')
  await other.shows('li', 'EventParticipantJoined', 'Ada: Hello')

  const served = (
    <ChatProvider chat={chat}>
      <Suspense>
        <Widget />
      </Suspense>
    </ChatProvider>
  )
  const html = renderToString(served)
  expect(html).toContain('<output>connecting</output><ul></ul>')
  const Late = lazy(() => Promise.resolve({ default: Widget }))
  const page = openServedPage(
    html,
    <ChatProvider chat={chat}>
      <Suspense>
        <Late />
      </Suspense>
    </ChatProvider>,
  )
  await page.shows('li', 'EventParticipantJoined', 'Ada: Hello')
  expect(page.errors).toEqual([])
})
