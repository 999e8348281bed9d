import { createChat, webStorage } from '@chat-transport/core'
import { memoryTransport } from '@chat-transport/memory'
import { ChatProvider, useConnectivity, useParticipants, useSession, useTyping } from '@chat-transport/react'
import { renderToString } from 'react-dom/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Widget } from './support/widget.tsx'

function openServer() {
  const transport = memoryTransport()
  onTestFinished(() => transport.backend.close())
  return transport
}

/** What a server makes of it, without the buttons. */
const rendered = (widget: Parameters<typeof renderToString>[0]) =>
  renderToString(widget).replace(/<button>.*?<\/button>/g, '')

describe('on a server, where there is no window', () => {
  test('no session is opened, and the page says that it will be', () => {
    expect(globalThis).not.toHaveProperty('window')
    const transport = openServer()
    const chat = createChat({ transport, storage: webStorage() })
    const widget = (
      <ChatProvider chat={chat}>
        <Widget />
      </ChatProvider>
    )
    expect(rendered(widget)).toBe('<output>connecting</output><ul></ul>')
    expect(transport.backend.sessions()).toEqual([])
  })

  test('a chat that waits for the visitor is idle', () => {
    const widget = (
      <ChatProvider options={{ transport: openServer() }} autoOpen={false}>
        <Widget />
      </ChatProvider>
    )
    expect(rendered(widget)).toBe('<output>idle</output><ul></ul>')
  })

  test('every hook has something to show', () => {
    function Everything() {
      const line = useConnectivity()
      const unread = useSession((session) => session.unread)
      return <p>{JSON.stringify([useParticipants(), useTyping(), line, unread ?? 'none'])}</p>
    }
    const html = renderToString(
      <ChatProvider options={{ transport: openServer() }}>
        <Everything />
      </ChatProvider>,
    )
    expect(html.replaceAll('&quot;', '"')).toBe('<p>[[],[],{"current":"connecting"},"none"]</p>')
  })
})
