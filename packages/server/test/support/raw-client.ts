import { connect } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { eventually } from '../../../../test/support/deadline.ts'
import { PollingPage, SocketPage } from './bayeux-clients.ts'

/** A client that says on the wire exactly what it is told to. */
export function openRaw(url: string, localAddress = '127.0.0.1') {
  const socket = connect({
    port: Number(new URL(url).port),
    host: '127.0.0.1',
    localAddress,
    noDelay: true,
    allowHalfOpen: true,
  })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined) // some are cut off
  const heard = { text: '' }
  socket.on('data', (data) => (heard.text += data.toString('latin1')))
  return { socket, heard }
}

const upgradeHeaders =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='

/** A WebSocket without a library: it answers no close and no ping. */
export async function openRawWebSocket(url: string, localAddress?: string) {
  const raw = openRaw(url, localAddress)
  raw.socket.write(`GET /cometd HTTP/1.1\r\nHost: x\r\n${upgradeHeaders}\r\n\r\n`)
  await eventually(() => raw.heard.text.includes('HTTP/1.1 101'))
  raw.heard.text = ''
  return raw
}

/** A masked frame whose mask is zero. */
export function frame(firstByte: number, payload = ''): Buffer {
  const length = Buffer.alloc(payload.length < 126 ? 1 : 9)
  if (payload.length < 126) length[0] = 0x80 | payload.length
  else {
    length[0] = 0x80 | 127
    length.writeUInt32BE(payload.length, 5)
  }
  return Buffer.concat([Buffer.from([firstByte]), length, Buffer.alloc(4), Buffer.from(payload)])
}

/** Newcomers get in, over both transports. */
export async function attachesSoon(url: string): Promise<void> {
  for (const page of [new SocketPage(url), new PollingPage(url)])
    expect(await page.attach({ type: 'StartSession', id: crypto.randomUUID() })).toMatchObject({ successful: true })
}
