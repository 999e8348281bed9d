import { type AttachCommand, type LinkLine, type LineSignal, silentLogger } from '@chat-transport/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { webSocketLink } from '../src/web-socket-link.ts'

const attach: AttachCommand = { type: 'StartSession', id: 's-1', secret: 'x'.repeat(43), pageId: 'page-a', take: true }

/** A socket that does what the test tells it to: an address that a policy forbids, no server can play. */
class StubSocket {
  static readonly CLOSED = 3
  static last: StubSocket
  readyState = 0
  onclose?: (event: { code: number; reason: string }) => void
  onerror?: () => void
  constructor() {
    StubSocket.last = this
  }
  send() {}
  close() {}
}

test('an address that the CSP forbids is lost at once: only an error tells it, no close ever comes', async () => {
  const { opening, socket, lost } = dial()
  socket.readyState = StubSocket.CLOSED
  socket.onerror?.()
  await opening
  expect(lost.mock.calls).toMatchObject([[{ code: 1006 }]])
})

test('an error before the close says nothing: the close knows more', async () => {
  const { opening, socket, lost } = dial()
  socket.onerror?.()
  await opening
  expect(lost).not.toHaveBeenCalled()
  socket.onclose?.({ code: 1013, reason: 'full' })
  expect(lost.mock.calls).toMatchObject([[{ code: 1013 }]])
})

function dial() {
  vi.stubGlobal('WebSocket', StubSocket)
  onTestFinished(() => void vi.unstubAllGlobals())
  const lost = vi.fn<LinkLine['lost']>()
  const signal = new AbortController().signal as LineSignal
  const opening = webSocketLink('wss://chat.example')(attach, {
    received() {},
    alive() {},
    lost,
    signal,
    logger: silentLogger,
  })
  return { opening, socket: StubSocket.last, lost }
}
