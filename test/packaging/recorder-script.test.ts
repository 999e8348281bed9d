import { expect, test } from 'vitest'
import type { SessionLog } from '@chat-transport/recorder'
import { scriptPage } from './support/script-page.ts'

test('the script of the recorder needs no other, defines one global, and records the chat of the page', () => {
  const page = scriptPage({ AbortController })
  page.load('chat-transport.recorder.js')
  expect(page.globals).toEqual(['AbortController', 'ChatTransportRecorder'])
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
  const { sdk, entries } = JSON.parse(String(page.run('JSON.stringify(transport.log())'))) as SessionLog
  expect(sdk).toBe(page.run('ChatTransport.version'))
  expect(entries).toMatchObject([
    { type: 'connect', attach: { type: 'StartSession', nickname: '⟦3⟧' } },
    { type: 'connectivity', current: 'closed', cause: { name: 'ChatError', code: 101, text: '⟦23⟧' } },
  ])
})
