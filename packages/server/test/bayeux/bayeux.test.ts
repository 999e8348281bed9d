import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createBayeux, type BayeuxClient } from '../../src/bayeux/bayeux.ts'
import { parseFrame, type BayeuxFrame } from '../../src/bayeux/bayeux-frame.ts'
import type { BayeuxReply } from '../../src/bayeux/exchange-response.ts'

const cookie = 'the-line'

function frameOf(message: Readonly<Record<string, unknown>>): BayeuxFrame {
  const { frame } = parseFrame(JSON.stringify([message]))
  if (!frame) throw new Error('expected a valid frame')
  return frame
}

async function attached(received: BayeuxClient['received']) {
  const error = vi.fn()
  const bayeux = createBayeux({ heartbeatMs: 1000, logger: { debug() {}, info() {}, warn() {}, error } })
  onTestFinished(() => bayeux.close())
  const handshake = frameOf({
    channel: '/meta/handshake',
    version: '1.0',
    supportedConnectionTypes: ['websocket'],
  })
  const client: BayeuxClient = {
    handshake: () => Promise.resolve({ accepted: true, answer: {} }),
    received,
    removed: () => undefined,
  }
  const { body = '' } = await new Promise<BayeuxReply>((end) =>
    bayeux.exchange({ frame: handshake, cookie, client }, end),
  )
  const [{ clientId }] = JSON.parse(body) as [{ clientId: string }]
  const command = frameOf({ channel: '/service/chat', clientId, data: {} })
  return { error, publish: (end: (reply: BayeuxReply) => void) => bayeux.exchange({ frame: command, cookie }, end) }
}

describe('an exchange of chat messages', () => {
  test('is answered with 500 when handling them throws, and the next one is handled', async () => {
    const received = vi.fn()
    const { publish, error } = await attached(received)
    const end = vi.fn()
    received.mockImplementationOnce(() => {
      throw new Error('a fault')
    })
    publish(end)
    publish(end)
    expect(end.mock.calls).toMatchObject([[{ status: 500 }], [{ status: 200 }]])
    expect(error).toHaveBeenCalledOnce()
  })

  test('throws nothing when its answer cannot be written: it is logged, and not answered again', async () => {
    const { publish, error } = await attached(() => undefined)
    const failure = new Error('the socket is broken')
    const end = vi.fn(() => {
      throw failure
    })
    publish(end)
    expect(end).toHaveBeenCalledOnce()
    expect(error.mock.calls).toEqual([['unable to answer a frame', failure]])
  })
})
