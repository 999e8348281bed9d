import { expect, test, vi } from 'vitest'
import type { SessionLog } from '@chat-transport/recorder'
import { scriptPage } from './support/script-page.ts'

test('the script of the recorder needs no other, defines one global, and records the chat of the page', async () => {
  const { crypto, performance, setTimeout, clearTimeout, btoa } = globalThis
  const globals = { AbortController, DOMException, TextEncoder, crypto, performance, setTimeout, clearTimeout, btoa }
  const page = scriptPage(globals)
  page.load('chat-transport.recorder.js')
  expect(page.globals).toEqual([...Object.keys(globals), 'ChatTransportRecorder'])
  expect(page.run('Object.keys(ChatTransportRecorder).join()')).toBe('recordSession')

  page.load('chat-transport.js')
  page.run(`
    const refused = new ChatTransport.ChatError(101, 'not for ada@example.com')
    const line = { name: 'none', connect: (attach, { onConnectivity }) => {
      onConnectivity({ current: 'closed', previous: 'connecting', since: Date.now(), cause: refused })
      return { send() {}, close() {} }
    } }
    var transport = ChatTransportRecorder.recordSession(line)
    const chat = ChatTransport.createChat({ transport, storage: ChatTransport.memoryStorage() })
    chat.openSession({ nickname: 'Ada' })
  `)
  const log = () => JSON.parse(String(page.run('JSON.stringify(transport.log())'))) as SessionLog
  await vi.waitFor(() =>
    expect(log().entries).toMatchObject([
      { type: 'connect', attach: { type: 'StartSession', nickname: '⟦3⟧' } },
      { type: 'connectivity', current: 'closed', cause: { name: 'ChatError', code: 101, text: '⟦23⟧' } },
      { type: 'close' },
    ]),
  )
  expect(log().sdk).toBe(page.run('ChatTransport.version'))
})
