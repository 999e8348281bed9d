import { connect, type Socket } from 'node:net'

export interface Origin {
  readonly url: string
  /** The address of this machine to connect from. */
  readonly address?: string | undefined
}

/** A WebSocket without a WebSocket library: it answers nothing by itself, and sends whatever it is told to. */
export interface RawSocket {
  readonly socket: Socket
  /** Writes bytes if the socket is open and the network has taken most of what was written before. Returns whether it did. */
  write(bytes: Buffer): boolean
  /** Resolves with the newest text that the socket has read, once `part` is in it. */
  heard(part: string): Promise<string>
}

const mostUnsentBytes = 512 * 1024
/** As much of what was read is kept for those who listen. */
const keptCharacters = 16_384

/** Opens a connection for HTTP. It is closed without an error, whatever happens to it. */
export function openConnection({ url, address }: Origin): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({
    host: hostname,
    port: Number(port),
    ...(address !== undefined && { localAddress: address }),
  })
  socket.setNoDelay()
  socket.on('error', () => undefined) // its close says the same
  return socket
}

/** The first lines of a request, without the empty line that ends them. */
export function requestHead(method: 'GET' | 'POST', url: string, headers: Readonly<Record<string, string>>): string {
  const { host, pathname, search } = new URL(url)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}`
}

/** Opens a WebSocket. `gone` is called once, when it is closed or could not be opened; then the promise stays pending. */
export function openRawSocket(origin: Origin, gone: () => void = () => undefined): Promise<RawSocket> {
  const socket = openConnection(origin)
  socket.once('close', gone)
  const upgrade = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }
  socket.write(`${requestHead('GET', origin.url, upgrade)}\r\n`)
  return new Promise((resolve) => {
    let answer = ''
    const read = (data: Buffer) => {
      answer += data.toString('latin1')
      if (!answer.includes('\r\n\r\n')) return
      socket.off('data', read)
      if (answer.startsWith('HTTP/1.1 101')) resolve(upgraded(socket))
      else socket.destroy()
    }
    socket.on('data', read)
  })
}

function upgraded(socket: Socket): RawSocket {
  let newest = ''
  const listeners = new Set<(text: string) => void>()
  socket.on('data', (data) => {
    newest += data.toString('latin1')
    for (const listener of listeners) listener(newest)
    newest = newest.slice(-keptCharacters)
  })
  return {
    socket,
    write(bytes) {
      if (!socket.writable || socket.writableLength > mostUnsentBytes) return false
      socket.write(bytes)
      return true
    },
    heard: (part) =>
      new Promise((resolve) => {
        const listener = (text: string) => {
          if (!text.includes(part)) return
          listeners.delete(listener)
          resolve(text)
        }
        listeners.add(listener)
      }),
  }
}
